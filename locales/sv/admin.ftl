### Administrationssidorna, utom de om en enskild leverantör.

admin-providers = Leverantörer
admin-apps = Appar
admin-users = Användare
admin-sessions = Sessioner
admin-audit = Granskningslogg
admin-statistics = Statistik
admin-configuration = Konfiguration
admin-search = Sök
admin-empty = Här finns inget ännu.
admin-notice-saved = { $name } har sparats.
admin-notice-provider-deleted = { $name } har tagits bort.
admin-notice-provider-enabled = { $name } har aktiverats.
admin-notice-provider-disabled = { $name } har inaktiverats.
admin-notice-reordered = Ordningen har sparats.
admin-notice-user-deleted = { $name } har tagits bort.
admin-notice-user-disabled = { $name } har inaktiverats.
admin-notice-user-enabled = { $name } har aktiverats.
admin-notice-user-promoted = { $name } är nu administratör.
admin-notice-user-demoted = { $name } har inte längre administratörsrättigheter.
admin-notice-user-renamed = { $name } har nu användarnamnet { $username }.
admin-notice-user-signed-out = { $name } har loggats ut överallt.
admin-notice-session-ended = Sessionen för { $name } har avslutats.
admin-notice-reloaded = Konfigurationen har lästs in på nytt.
admin-administrator = Administratör
admin-rights = Rättigheter
admin-disabled = Inaktiverad
admin-verified = verifierad
admin-last-sign-in = senaste inloggning { $time }
admin-never-signed-in = har aldrig loggat in
admin-manage = Hantera
admin-disable = Inaktivera
admin-enable = Aktivera
admin-promote = Gör till administratör
admin-demote = Ta bort administratörsrättigheter
admin-delete-user = Ta bort permanent
admin-end-session = Avsluta session
admin-end-all-sessions = Avsluta alla sessioner
admin-application-id = ID i applikationen
admin-username = Användarnamn
admin-rename = Byt användarnamn
admin-password = Lösenord
admin-time = Tid
admin-actor = Utförd av
admin-event = Händelse
admin-outcome = Resultat
admin-any = Alla
admin-success = Lyckades
admin-failure = Misslyckades
admin-provider = Leverantör
admin-person = Person
admin-since = Från och med
admin-until = Till och med
admin-days-of = Dygnet börjar vid midnatt i tidszonen { $zone }.
admin-about = Gäller
admin-profile = Profil
admin-last-events = Senaste händelser
admin-all-events = Visa alla händelser
admin-all-users = Alla användare
admin-address = IP-adress
admin-details = Detaljer
admin-filter = Filtrera
admin-show-all = Visa alla
admin-export = Exportera som CSV
admin-statistics-about = Inloggningar de senaste 30 dagarna, per leverantör och resultat. Välj en dag för att se dess händelser.
admin-scale = full höjd: { $count } per dag
admin-succeeded =
    { $count ->
        [one] { $count } lyckad
       *[other] { $count } lyckade
    }
admin-failed =
    { $count ->
        [one] { $count } misslyckad
       *[other] { $count } misslyckade
    }
admin-chart = { $name }: { $succeeded } lyckade, { $failed } misslyckade
admin-configuration-status = Konfigurationens status
    .about = Den aktiva konfigurationen. Ändringar i filer och på de här sidorna tas upp automatiskt; du kan läsa in den på nytt när som helst.
admin-version = Version { $number }
admin-definitions =
    { $official ->
        [one] { $official } officiell definition
       *[other] { $official } officiella definitioner
    }, { $custom } egna
admin-reload = Läs in på nytt
admin-reload-failed = Inställningarna kunde inte läsas in på nytt. De tidigare gäller fortfarande.
admin-problems = Problem
admin-no-problems = Inga problem.
admin-rules = Regler för forward-auth
admin-rules-about = För program bakom en proxy. Den första regeln som passar en begäran avgör; om ingen passar släpps alla som är inloggade igenom. De ändras i konfigurationen, och en ändring gäller från nästa begäran.
admin-no-rules = Det finns inga regler: till program bakom en proxy släpps alla som är inloggade igenom.
admin-nodes = Noder
    .about = Servrarna som delar den här databasen. Var och en antecknar varje minut vad den arbetar med; det som skiljer sig från den här noden anges här.
admin-this-node = den här noden
admin-node-since = igång sedan { $moment }
admin-node-seen = senast sedd { $moment }
admin-node-other-version = Den kör en annan version än den här noden. Uppdatera alla noder till samma version.
admin-node-other-setting = Dess konfiguration har en annan inställning { $name } än den här noden.
admin-node-other-provider = Dess konfiguration har en annan leverantör { $name } än den här noden.
admin-node-lacks-provider = Dess konfiguration saknar leverantören { $name }, som den här noden har.
admin-node-has-provider = Dess konfiguration har en leverantör { $name }, som den här noden saknar.
admin-node-other-definition = Den har en annan definition av { $name } än den här noden.
admin-node-lacks-definition = Den saknar definitionen av { $name }, som den här noden har.
admin-node-has-definition = Den har en definition av { $name }, som den här noden saknar.
admin-node-lacks-key = Den kan inte läsa det som den här noden krypterar: den saknar nyckeln { $key }. Ge först alla noder nycklarna GAMMAL,NY och därefter alla NY,GAMMAL.
admin-node-has-key = Den krypterar med nyckeln { $key }, som den här noden saknar. Ge först alla noder nycklarna GAMMAL,NY och därefter alla NY,GAMMAL.
admin-node-clock-ahead = Dess klocka går { $seconds } sekunder före databasens, så inloggningar mellan noder misslyckas. Synkronisera den.
admin-node-clock-behind = Dess klocka går { $seconds } sekunder efter databasens, så inloggningar mellan noder misslyckas. Synkronisera den.
admin-untrusted-proxy = Alla förfrågningar kommer från { $address } och har X-Forwarded-huvuden, som ignoreras, så alla delar samma adress i begränsningar och loggar. Om det är din proxyserver, lägg till den här raden under [network] i config.toml och starta om: { $line }
admin-credential-ends = Inloggningsuppgiften { $credential } för { $provider } upphör att gälla { $date }. Skapa en ny hos leverantören och ange den med dess datum.
admin-credential-ended = Inloggningsuppgiften { $credential } för { $provider } upphörde att gälla { $date }. Skapa en ny hos leverantören och ange den med dess datum.
admin-name = Namn
admin-state = Status
admin-enabled = Aktiverad
admin-seen = Senaste inloggning
admin-added = Tillagd
admin-actions = Åtgärder
admin-pages = Sidor
admin-previous-page = Föregående
admin-next-page = Nästa
admin-shown =
    { $count ->
        [0] Inget hittades
       *[other] { $first }–{ $last } av { $count }
    }
admin-counted =
    { $count ->
        [0] Inget hittades
        [one] 1 händelse
       *[other] { $count } händelser
    }
admin-more-than = Fler än { $count } händelser
admin-newer-events = Nyare händelser
admin-follow = Live
admin-no-provider = Ingen (lösenord)
admin-search-about = Sök sidor, personer, leverantörer och appar
admin-nothing-found = Inget har ”{ $query }” i namnet.
admin-add-provider = Lägg till leverantör
admin-add-app = Lägg till app
admin-access-requests = Begäranden om åtkomst
admin-tokens = API-token
    .about = Program använder dem för administrations-API:et. En token skapas på servern, där den visas en gång:
admin-expires = Gäller till
admin-expired = har upphört att gälla
admin-last-used = Senast använd
admin-never = aldrig
admin-revoke = Återkalla
admin-notice-token-revoked = API-token { $name } har återkallats.
admin-documentation = Dokumentation
admin-api = Administrations-API
admin-branding = Utseende
    .about = Prova hur inloggningssidan ser ut. Inget sparas här: den som driver servern kopierar raderna nedan till dess konfiguration och startar om den.
    .text = Text under rubriken
    .accent = Färg på knappar och länkar
    .links = Länkar under knapparna, en per rad
    .variables = Variabler i stilmallen, en per rad
    .dark = Samma för mörka sidor
    .show = Visa
    .preview = Förhandsgranskning
    .lines = För konfigurationen
