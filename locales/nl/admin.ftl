### De beheerpagina’s, behalve die over één provider.

admin-providers = Providers
admin-apps = Apps
admin-users = Gebruikers
admin-sessions = Sessies
admin-audit = Auditlogboek
admin-statistics = Statistieken
admin-configuration = Configuratie
admin-search = Zoeken
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
admin-rights = Rechten
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
admin-application-id = ID in de applicatie
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
admin-days-of = Dagen beginnen om middernacht in de tijdzone { $zone }.
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

admin-statistics-about = Inlogpogingen in de afgelopen 30 dagen, per provider en resultaat. Kies een dag om de gebeurtenissen van die dag te zien.
admin-scale = volle hoogte: { $count } per dag
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
admin-rules = Regels voor forward-auth
admin-rules-about = Voor toepassingen achter een proxy. De eerste regel die bij een verzoek past, beslist; past er geen, dan mag iedereen door die is ingelogd. Ze worden in de configuratie gewijzigd, en een wijziging geldt vanaf het volgende verzoek.
admin-no-rules = Er zijn geen regels: bij toepassingen achter een proxy mag iedereen door die is ingelogd.
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

admin-name = Naam
admin-state = Status
admin-enabled = Ingeschakeld
admin-seen = Laatst ingelogd
admin-added = Toegevoegd
admin-actions = Acties
admin-pages = Pagina’s
admin-previous-page = Vorige
admin-next-page = Volgende
admin-shown =
    { $count ->
        [0] Niets gevonden
       *[other] { $first }–{ $last } van { $count }
    }
admin-counted =
    { $count ->
        [0] Niets gevonden
        [one] 1 gebeurtenis
       *[other] { $count } gebeurtenissen
    }
admin-more-than = Meer dan { $count } gebeurtenissen
admin-newer-events = Nieuwere gebeurtenissen
admin-follow = Live
admin-no-provider = Geen (wachtwoord)

admin-search-about = Pagina’s, personen, providers en apps zoeken
admin-nothing-found = Geen enkele naam bevat ‘{ $query }’.
admin-add-provider = Provider toevoegen
admin-add-app = App toevoegen
admin-access-requests = Verzoeken om toegang

admin-tokens = API-tokens
    .about = Programma’s gebruiken ze voor de beheer-API. Een token wordt aangemaakt op de server, waar het één keer wordt getoond:
admin-expires = Verloopt
admin-expired = verlopen
admin-last-used = Laatst gebruikt
admin-never = nooit
admin-revoke = Intrekken
admin-notice-token-revoked = Het API-token { $name } is ingetrokken.

admin-documentation = Documentatie
admin-api = Beheer-API

admin-branding = Vormgeving
    .about = Probeer uit hoe de inlogpagina eruitziet. Hier wordt niets opgeslagen: wie de server beheert, kopieert de onderstaande regels naar de configuratie en start de server opnieuw.
    .text = Tekst onder de kop
    .accent = Kleur van knoppen en links
    .links = Links onder de knoppen, één per regel
    .variables = Variabelen van de stylesheet, één per regel
    .dark = Dezelfde voor donkere pagina’s
    .show = Tonen
    .preview = Voorbeeld
    .lines = Voor de configuratie
