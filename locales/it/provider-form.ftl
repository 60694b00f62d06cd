### Le impostazioni di un provider.

provider-form-options = Opzioni
    .about = Funzioni aggiuntive di questo provider, come i gruppi.
provider-form-option-scopes = Chiede alle persone { $scopes }.
provider-form-option-requests = Interroga { $urls }.

provider-form-appearance = Pagina di accesso
    .about = Nome, icona e posizione del pulsante.
provider-form-display-name = Nome sul pulsante
    .help = Lascia vuoto per usare il nome della definizione.
provider-form-icon = Icona
    .default = Icona predefinita
provider-form-sort-order = Posizione
    .help = Un numero intero: i numeri più bassi vengono per primi, i provider senza numero per ultimi. Puoi anche trascinare le righe nell’elenco.

provider-form-access = Chi può accedere
    .about = Registrazione, domini, gruppi e claim.
provider-form-auto-register = Crea account per le persone nuove
    .help = Se è disattivato, può accedere solo chi ha già un account.
provider-form-require-email = Richiedi un indirizzo email
provider-form-dotless = Accetta indirizzi senza un punto nel dominio
    .help = Ad esempio root@localhost. Per un provider nella tua rete.
provider-form-allowed-email-domains = Domini email consentiti
    .help = Uno per riga, ad esempio example.com. L’indirizzo deve essere verificato. Lascia vuoto per consentire a tutti.
provider-form-group-rules = Regole dei gruppi
    .help = Nella forma espressione = nome, una per riga; $1 indica ciò che hanno trovato le prime parentesi. Si applica la prima regola corrispondente. Tutte le altre impostazioni e le applicazioni vedono i nuovi nomi. Un accesso di prova mostra l’effetto delle regole.
provider-form-unmatched-groups = Gruppi senza una regola corrispondente
    .keep = Mantieni i loro nomi
    .drop = Escludili
provider-form-allowed-groups = Gruppi consentiti
    .help = Uno per riga, dopo le regole dei gruppi. Lascia vuoto per consentire a tutti.
provider-form-required-claims = Claim richiesti
    .help = Nella forma claim = valore, uno per riga. Se un claim è su più righe, viene accettato uno qualsiasi di quei valori. Si considerano solo i claim verificati.

provider-form-accounts = Account e ruoli
    .about = Collegamento, profili e amministratori.
provider-form-linking = Se un account ha già questo indirizzo email
    .help = Considera attendibili gli indirizzi solo se il provider li controlla: chi può impostare lì un indirizzo può impossessarsi dell’account che lo ha qui.
    .verified-email = Collega se l’indirizzo è verificato da entrambe le parti
    .trusted-email = Collega sempre: considera attendibili gli indirizzi del provider
    .ask = Chiedi prima alla persona di accedere
    .never = Non collegare mai in base all’indirizzo email
provider-form-profile-sync = Aggiorna i profili dal provider
    .first-sign-in = Al primo accesso
    .fill-empty = Dove un campo è ancora vuoto
    .every-sign-in = A ogni accesso
provider-form-admin-email-domains = Amministratori per dominio email
    .help = Uno per riga. Chi ha un indirizzo verificato in uno di questi domini è amministratore qui.
provider-form-admin-groups = Amministratori per gruppo
    .help = Uno per riga. Chi lascia il gruppo perde i diritti di amministratore.

provider-form-request = Avanzate: opzioni della richiesta
    .about = Scope, parametri, requisiti di autenticazione e percorso di callback.
provider-form-scopes = Scope aggiuntivi
    .help = Separati da spazi. Vengono richiesti in aggiunta agli scope della definizione.
provider-form-authorize-params = Parametri aggiuntivi
    .help = Nella forma nome = valore, uno per riga. Vengono aggiunti alla richiesta di autorizzazione.
provider-form-required-acr = Contesto di autenticazione richiesto (acr)
    .help = Uno per riga; è accettato uno qualsiasi di essi. Viene richiesto e verificato al ritorno.
provider-form-max-age = Tempo massimo dall’accesso presso il provider (secondi)
    .help = Lascia vuoto per non porre limiti. Con 0, è necessario accedere lì ogni volta.
provider-form-callback-path = Percorso di callback personalizzato
    .help = Inizia con una barra. Usalo se trasferisci qui un’applicazione e il provider conosce già il suo URL di callback.
provider-form-par = Richieste di autorizzazione inviate in anticipo (PAR)
    .help = Per impostazione predefinita vengono usate ogni volta che i metadati del provider indicano l’endpoint. Alcuni provider le esigono da singoli client.
    .required = Sempre
    .auto = Se offerte
    .never = Mai
provider-form-registration = Registrazione del client
    .help = Senza ID client, il client si registra da sé se il provider lo supporta.
    .auto = Automatica
    .metadata-document = Documento di metadati del client (CIMD)
    .dynamic = Registrazione dinamica
    .manual = Manuale
provider-form-client-authentication = Autenticazione del client
    .help = Come viene inviato il segreto o la chiave del client. Scegli un metodo se il provider ha registrato questo client solo per quello.
    .none = Client pubblico
provider-form-id-token-signed-response-alg = Algoritmo di firma dei token ID
    .help = Lascia il valore predefinito per accettare ogni algoritmo elencato nei metadati del provider.
provider-form-by-definition = Secondo la definizione
