### De instellingen van een provider.

provider-form-options = Opties
    .about = Extra’s van deze provider, zoals groepen.
provider-form-option-scopes = Vraagt personen om { $scopes }.
provider-form-option-requests = Raadpleegt { $urls }.

provider-form-appearance = Inlogpagina
    .about = Naam, pictogram en positie van de knop.
provider-form-display-name = Naam op de knop
    .help = Laat leeg om de naam uit de definitie te gebruiken.
provider-form-icon = Pictogram
    .default = Standaardpictogram
provider-form-sort-order = Positie
    .help = Een geheel getal: lagere getallen komen eerst, providers zonder getal komen als laatste. U kunt ook rijen in de lijst verslepen.

provider-form-access = Wie mag inloggen
    .about = Registratie, domeinen, groepen en claims.
provider-form-auto-register = Accounts aanmaken voor nieuwe personen
    .help = Als dit uitstaat, kunnen alleen personen inloggen die al een account hebben.
provider-form-require-email = E-mailadres vereisen
provider-form-dotless = Adressen zonder punt in het domein accepteren
    .help = Bijvoorbeeld root@localhost. Voor een provider in uw eigen netwerk.
provider-form-allowed-email-domains = Toegestane e-maildomeinen
    .help = Eén per regel, bijvoorbeeld example.com. Het adres moet geverifieerd zijn. Laat leeg om iedereen toe te staan.
provider-form-group-rules = Groepsregels
    .help = In de vorm expressie = naam, één per regel, met $1 voor wat de eerste haakjes hebben gevonden. De eerste regel die past, wordt gebruikt. Alle andere instellingen en de applicaties zien de nieuwe namen. Een testlogin laat zien wat de regels doen.
provider-form-unmatched-groups = Groepen waarop geen regel past
    .keep = Hun namen behouden
    .drop = Weglaten
provider-form-allowed-groups = Toegestane groepen
    .help = Eén per regel, na de groepsregels. Laat leeg om iedereen toe te staan.
provider-form-required-claims = Vereiste claims
    .help = In de vorm claim = waarde, één per regel. Staat een claim op meerdere regels, dan wordt elk van die waarden geaccepteerd. Alleen geverifieerde claims tellen mee.

provider-form-accounts = Accounts en rollen
    .about = Koppelen, profielen en beheerders.
provider-form-linking = Als een account dit e-mailadres al heeft
    .help = Vertrouw adressen alleen als de provider erover beschikt: wie daar een adres kan instellen, kan het account overnemen dat dit adres hier heeft.
    .verified-email = Koppelen als het adres aan beide kanten is geverifieerd
    .trusted-email = Altijd koppelen: de adressen van de provider vertrouwen
    .ask = De persoon eerst laten inloggen
    .never = Nooit koppelen op basis van e-mailadres
provider-form-profile-sync = Profielen bijwerken vanuit de provider
    .first-sign-in = Bij de eerste keer inloggen
    .fill-empty = Waar een veld nog leeg is
    .every-sign-in = Bij elke keer inloggen
provider-form-admin-email-domains = Beheerders op basis van e-maildomein
    .help = Eén per regel. Iedereen met een geverifieerd adres in een van deze domeinen is hier beheerder.
provider-form-admin-groups = Beheerders op basis van groep
    .help = Eén per regel. Wie de groep verlaat, verliest de beheerdersrechten.

provider-form-request = Geavanceerd: opties van het verzoek
    .about = Scopes, parameters, authenticatievereisten en callbackpad.
provider-form-scopes = Extra scopes
    .help = Gescheiden door spaties. Ze worden gevraagd naast de scopes van de definitie.
provider-form-authorize-params = Extra parameters
    .help = In de vorm naam = waarde, één per regel. Ze worden aan het autorisatieverzoek toegevoegd.
provider-form-required-acr = Vereiste authenticatiecontext (acr)
    .help = Eén per regel; elk daarvan wordt geaccepteerd. Deze wordt gevraagd, en bij terugkomst gecontroleerd.
provider-form-max-age = Maximale tijd sinds het inloggen bij de provider (seconden)
    .help = Laat leeg voor geen limiet. Bij 0 moet men daar elke keer inloggen.
provider-form-callback-path = Eigen callbackpad
    .help = Begint met een schuine streep. Gebruik dit als u een applicatie hierheen verplaatst en de provider de callback-URL ervan al kent.
provider-form-par = Vooraf verstuurde autorisatieverzoeken (PAR)
    .help = Standaard worden ze gebruikt zodra de metadata van de provider het endpoint vermelden. Sommige providers eisen ze van afzonderlijke clients.
    .required = Altijd
    .auto = Indien aangeboden
    .never = Nooit
provider-form-registration = Clientregistratie
    .help = Zonder client-ID registreert de client zichzelf als de provider dat ondersteunt.
    .auto = Automatisch
    .metadata-document = Document met clientmetadata (CIMD)
    .dynamic = Dynamische registratie
    .manual = Handmatig
provider-form-client-authentication = Clientauthenticatie
    .help = Hoe het clientgeheim of de sleutel wordt verstuurd. Kies een methode als de provider deze client alleen daarvoor heeft geregistreerd.
    .none = Openbare client
provider-form-id-token-signed-response-alg = Ondertekeningsalgoritme van ID-tokens
    .help = Behoud de standaardwaarde om elk algoritme te accepteren dat in de metadata van de provider staat.
provider-form-by-definition = Volgens de definitie
