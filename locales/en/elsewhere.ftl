### The page that a proxy shows at the address of an application, when somebody may not open it.

elsewhere-no-access = You don’t have access to { $application }
elsewhere-application = Application
elsewhere-account = Signed in as
elsewhere-groups = One of these groups is needed
elsewhere-ask = Use another account, or ask your administrator for access and give them the reference below.
elsewhere-other-account = Use another account
elsewhere-ask-here = Use another account, or ask for access: administrators see your request.
elsewhere-ask-access = Ask for access
