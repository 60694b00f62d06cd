### Sidan som en proxyserver visar på ett programs adress när någon inte får öppna det.

elsewhere-no-access = Du har inte åtkomst till { $application }
elsewhere-application = Program
elsewhere-account = Inloggad som
elsewhere-groups = En av dessa grupper krävs
elsewhere-ask = Använd ett annat konto, eller be administratören om åtkomst och uppge referensen nedan.
elsewhere-other-account = Använd ett annat konto
elsewhere-ask-here = Använd ett annat konto, eller be om åtkomst: administratörer ser din begäran.
elsewhere-ask-access = Be om åtkomst
