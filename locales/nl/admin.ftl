### De beheerpagina’s, behalve die over één provider.

admin-providers = Providers
admin-apps = Apps
admin-users = Gebruikers
admin-sessions = Sessies
admin-audit = Auditlogboek
admin-statistics = Statistieken
admin-configuration = Configuratie
admin-search = Zoeken
admin-older = Ouder
admin-empty = Hier is nog niets.

admin-notice-saved = { $name } is opgeslagen.
admin-notice-provider-deleted = { $name } is verwijderd.
admin-notice-provider-enabled = { $name } is ingeschakeld.
admin-notice-provider-disabled = { $name } is uitgeschakeld.
admin-notice-reordered = De volgorde is opgeslagen.
admin-notice-user-deleted = Het account van { $name } is verwijderd.
admin-notice-user-disabled = Het account van { $name } is uitgeschakeld.
admin-notice-user-enabled = Het account van { $name } is ingeschakeld.
admin-notice-user-promoted = { $name } is nu beheerder.
admin-notice-user-demoted = { $name } heeft geen beheerdersrechten meer.
admin-notice-user-renamed = { $name } heeft nu de gebruikersnaam { $username }.
admin-notice-user-signed-out = { $name } is overal uitgelogd.
admin-notice-session-ended = De sessie van { $name } is beëindigd.
admin-notice-reloaded = De configuratie is opnieuw geladen.

admin-administrator = Beheerder
admin-disabled = Uitgeschakeld
admin-verified = geverifieerd
admin-last-sign-in = laatst ingelogd: { $time }
admin-never-signed-in = nooit ingelogd
admin-manage = Beheren
admin-disable = Uitschakelen
admin-enable = Inschakelen
admin-promote = Beheerder maken
admin-demote = Beheerdersrechten intrekken
admin-delete-user = Definitief verwijderen
admin-end-session = Sessie beëindigen
admin-end-all-sessions = Alle sessies beëindigen
admin-username = Gebruikersnaam
admin-rename = Gebruikersnaam wijzigen
admin-password = Wachtwoord

admin-time = Tijdstip
admin-actor = Uitgevoerd door
admin-event = Gebeurtenis
admin-outcome = Resultaat
admin-any = Alle
admin-success = Gelukt
admin-failure = Mislukt
admin-provider = Provider
admin-person = Persoon
admin-since = Vanaf dag
admin-until = Tot en met dag
admin-about = Betreft
admin-profile = Profiel
admin-last-events = Laatste gebeurtenissen
admin-all-events = Alle gebeurtenissen tonen
admin-all-users = Alle gebruikers
admin-address = IP-adres
admin-details = Details
admin-filter = Filteren
admin-show-all = Alles tonen
admin-export = Exporteren als CSV

admin-statistics-about = Inlogpogingen in de afgelopen 30 dagen, per provider en resultaat.
admin-succeeded = { $count } gelukt
admin-failed = { $count } mislukt
admin-chart = { $name }: { $succeeded } gelukt, { $failed } mislukt

admin-configuration-status = Status van de configuratie
    .about = De actieve configuratie. Wijzigingen in bestanden en op deze pagina’s worden automatisch overgenomen; u kunt op elk moment opnieuw laden.
admin-version = Versie { $number }
admin-definitions =
    { $official ->
        [one] { $official } officiële definitie
       *[other] { $official } officiële definities
    }, { $custom } eigen
admin-reload = Opnieuw laden
admin-reload-failed = De instellingen konden niet opnieuw worden geladen. De vorige blijven actief.
admin-problems = Problemen
admin-no-problems = Geen problemen.
admin-nodes = Nodes
    .about = De servers die deze database delen. Elke server legt elke minuut vast waarmee hij werkt; wat afwijkt van deze server staat hier vermeld.
admin-this-node = deze node
admin-node-since = actief sinds { $moment }
admin-node-seen = laatst gezien: { $moment }
admin-node-other-version = Draait een andere versie dan deze node. Werk alle nodes bij naar dezelfde versie.
admin-node-other-setting = De configuratie heeft een andere waarde voor { $name } dan deze node.
admin-node-other-provider = De configuratie heeft een andere provider { $name } dan deze node.
admin-node-lacks-provider = De configuratie heeft geen provider { $name }, deze node wel.
admin-node-has-provider = De configuratie heeft een provider { $name }, deze node niet.
admin-node-other-definition = Heeft een andere definitie van { $name } dan deze node.
admin-node-lacks-definition = Heeft geen definitie van { $name }, deze node wel.
admin-node-has-definition = Heeft een definitie van { $name }, deze node niet.
admin-node-lacks-key = Kan niet lezen wat deze node versleutelt: de sleutel { $key } ontbreekt. Geef eerst alle nodes de sleutels OUD,NIEUW en pas daarna allemaal NIEUW,OUD.
admin-node-has-key = Versleutelt met de sleutel { $key }, die deze node niet heeft. Geef eerst alle nodes de sleutels OUD,NIEUW en pas daarna allemaal NIEUW,OUD.
admin-node-clock-ahead = De klok loopt { $seconds } seconden voor op die van de database, waardoor inloggen tussen nodes mislukt. Synchroniseer de klok.
admin-node-clock-behind = De klok loopt { $seconds } seconden achter op die van de database, waardoor inloggen tussen nodes mislukt. Synchroniseer de klok.
admin-untrusted-proxy = Alle verzoeken komen van { $address } en bevatten X-Forwarded-headers, die worden genegeerd. Alle personen delen daardoor één adres in limieten en logboeken. Als dit uw proxy is, voeg dan deze regel toe onder [network] in config.toml en start opnieuw: { $line }
admin-credential-ends = De toegangsgegevens { $credential } van { $provider } verlopen op { $date }. Maak nieuwe aan bij de provider en voer ze in met hun datum.
admin-credential-ended = De toegangsgegevens { $credential } van { $provider } zijn verlopen op { $date }. Maak nieuwe aan bij de provider en voer ze in met hun datum.
