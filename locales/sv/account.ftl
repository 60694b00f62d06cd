### Kontosidan.

account-title = Ditt konto
account-verified = verifierad
account-not-verified = ej verifierad
account-no-email = Ingen e-postadress
account-email-lost = { $email } har verifierats av någon annan och hör därför inte längre till det här kontot. Om adressen är din, kontakta administratören.
account-email = E-postadress
account-name = Namn
account-username = Användarnamn
account-first-name = Förnamn
account-last-name = Efternamn
account-groups = Grupper
account-role = Roll
account-administrator = Administratör
account-from = från { $provider }
account-set-here = angivet här
account-picture-from = Bild från { $provider }
account-links = Länkade leverantörer
account-linked-since = Länkad sedan { $time }
account-last-used = senast använd { $time }
account-no-links = Ingen leverantör är länkad till ditt konto.
account-provider-removed = Leverantören har tagits bort. Länken fungerar igen om leverantören läggs till på nytt.
account-provider-disabled = Leverantören är inaktiverad.
account-unlink = Ta bort länk
account-only-link = Det här är ditt enda sätt att logga in. Länka en annan leverantör innan du tar bort den här länken.
account-link-another = Länka en leverantör till
    .about = Sedan kan du logga in med vilken som helst av dem.
account-link = Länka { $provider }
account-home = Dina appar
    .empty = Här finns ännu ingen app som du kan öppna.
account-apps = Appar du använder
    .about = När du återkallar åtkomsten mister appen det den har av dig; nästa gång frågar den igen.
account-app-since = sedan { $time }
account-revoke-app = Återkalla
account-sessions = Sessioner
    .about = Här är du inloggad. Avsluta sessioner som du inte känner igen.
account-this-browser = Den här webbläsaren
account-unknown-browser = Okänd webbläsare
account-device = { $browser } på { $system }
account-with-provider = med { $provider }
account-with-password = med lösenord eller passkey
account-signed-in = inloggad { $time }
account-last-active = senast aktiv { $time }
account-end-session = Avsluta session
account-end-other-sessions = Avsluta alla andra sessioner
account-confirm = Länka leverantören?
    .about = Du loggade just in med { $provider }, men den identiteten är ännu inte länkad till något konto. Vill du länka den till kontot som du använder nu?
    .identity = Identitet
    .account = Ditt konto
    .yes = Länka och fortsätt
    .no = Länka inte
account-notice-linked = { $provider } är länkad. Du kan nu logga in med den.
account-notice-unlinked = { $provider } är inte längre länkad.
account-notice-second-factor-removed = Engångskoder är avstängda.
account-notice-session-ended = Sessionen har avslutats.
account-notice-other-sessions-ended =
    { $count ->
        [0] Det fanns ingen annan session.
        [one] Den andra sessionen har avslutats.
       *[other] Alla { $count } andra sessioner har avslutats.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Ingen session var öppen.
        [one] 1 session har avslutats.
       *[other] { $count } sessioner har avslutats.
    }
account-password-title = Byt lösenord
account-password-about = Ange ditt nuvarande lösenord och ett nytt som du använder från och med nu. Alla dina andra sessioner avslutas.
account-password-current = Nuvarande lösenord
account-password-new = Nytt lösenord
account-password-wrong = Det är inte ditt lösenord.
account-notice-password-changed = Ditt lösenord har bytts.
