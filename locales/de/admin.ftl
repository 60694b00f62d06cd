### Die Verwaltung, außer den Seiten über einen Anbieter.

admin-providers = Anbieter
admin-apps = Apps
admin-users = Benutzer
admin-sessions = Sitzungen
admin-audit = Protokoll
admin-statistics = Statistik
admin-configuration = Konfiguration
admin-search = Suchen
admin-empty = Noch nichts vorhanden.
admin-notice-saved = { $name } wurde gespeichert.
admin-notice-provider-deleted = { $name } wurde gelöscht.
admin-notice-provider-enabled = { $name } ist aktiviert.
admin-notice-provider-disabled = { $name } ist deaktiviert.
admin-notice-reordered = Die Reihenfolge wurde gespeichert.
admin-notice-user-deleted = { $name } wurde gelöscht.
admin-notice-user-disabled = { $name } ist deaktiviert.
admin-notice-user-enabled = { $name } ist aktiviert.
admin-notice-user-promoted = { $name } hat jetzt Verwaltungsrechte.
admin-notice-user-demoted = { $name } hat keine Verwaltungsrechte mehr.
admin-notice-user-renamed = { $name } hat jetzt den Benutzernamen { $username }.
admin-notice-user-signed-out = { $name } wurde überall abgemeldet.
admin-notice-session-ended = Die Sitzung von { $name } wurde beendet.
admin-notice-reloaded = Die Konfiguration wurde neu geladen.
admin-administrator = Administrator
admin-rights = Rechte
admin-disabled = Gesperrt
admin-verified = bestätigt
admin-last-sign-in = letzte Anmeldung { $time }
admin-never-signed-in = nie angemeldet
admin-manage = Verwalten
admin-disable = Sperren
admin-enable = Entsperren
admin-promote = Zum Administrator machen
admin-demote = Administratorrechte entziehen
admin-delete-user = Endgültig löschen
admin-end-session = Sitzung beenden
admin-end-all-sessions = Alle Sitzungen beenden
admin-application-id = ID in der Anwendung
admin-username = Benutzername
admin-rename = Benutzernamen ändern
admin-password = Passwort
admin-time = Zeit
admin-actor = Akteur
admin-event = Ereignis
admin-outcome = Ergebnis
admin-any = Alle
admin-success = Erfolg
admin-failure = Fehler
admin-provider = Anbieter
admin-person = Person
admin-since = Ab dem Tag
admin-until = Bis zum Tag
admin-days-of = Tage beginnen um Mitternacht in der Zeitzone { $zone }.
admin-about = Betrifft
admin-profile = Profil
admin-last-events = Letzte Ereignisse
admin-all-events = Alle Ereignisse zeigen
admin-all-users = Alle Benutzer
admin-address = IP-Adresse
admin-details = Details
admin-filter = Filtern
admin-show-all = Alle zeigen
admin-export = Als CSV exportieren
admin-statistics-about = Anmeldungen der letzten 30 Tage nach Anbieter und Ergebnis. Wählen Sie einen Tag, um seine Ereignisse zu sehen.
# On every chart: what a bar of the full height means.
admin-scale = volle Höhe: { $count } am Tag
admin-succeeded = { $count } erfolgreich
admin-failed = { $count } fehlgeschlagen
admin-chart = { $name }: { $succeeded } erfolgreich, { $failed } fehlgeschlagen
admin-configuration-status = Status der Konfiguration
    .about = Die aktive Konfiguration. Änderungen an Dateien und auf diesen Seiten werden automatisch übernommen; neu laden können Sie jederzeit.
admin-version = Version { $number }
admin-definitions =
    { $official ->
        [one] { $official } offizielle Definition
       *[other] { $official } offizielle Definitionen
    }, { $custom } eigene
admin-reload = Neu laden
admin-reload-failed = Die Einstellungen konnten nicht neu geladen werden. Die bisherigen gelten weiter.
admin-problems = Probleme
admin-no-problems = Keine Probleme.
admin-rules = Regeln für Forward-Auth
admin-rules-about = Für Anwendungen hinter einem Proxy. Die erste Regel, die auf eine Anfrage passt, entscheidet; wo keine passt, wird jeder durchgelassen, der angemeldet ist. Geändert werden sie in der Konfiguration, und eine Änderung gilt ab der nächsten Anfrage.
admin-no-rules = Es gibt keine Regeln: Bei Anwendungen hinter einem Proxy wird jeder durchgelassen, der angemeldet ist.
admin-nodes = Knoten
    .about = Die Server, die sich diese Datenbank teilen. Jeder schreibt jede Minute auf, womit er arbeitet; was von diesem hier abweicht, wird genannt.
admin-this-node = dieser Knoten
admin-node-since = läuft seit { $moment }
admin-node-seen = zuletzt gesehen { $moment }
admin-node-other-version = Er hat eine andere Version als dieser Knoten. Bringen Sie alle Knoten auf dieselbe.
admin-node-other-setting = Seine Konfiguration hat eine andere Einstellung { $name } als dieser Knoten.
admin-node-other-provider = Seine Konfiguration hat einen anderen Anbieter { $name } als dieser Knoten.
admin-node-lacks-provider = Seine Konfiguration hat keinen Anbieter { $name }, dieser Knoten hat einen.
admin-node-has-provider = Seine Konfiguration hat einen Anbieter { $name }, dieser Knoten hat keinen.
admin-node-other-definition = Er hat eine andere Definition von { $name } als dieser Knoten.
admin-node-lacks-definition = Er hat keine Definition von { $name }, dieser Knoten hat eine.
admin-node-has-definition = Er hat eine Definition von { $name }, dieser Knoten hat keine.
admin-node-lacks-key = Er kann nicht lesen, was dieser Knoten verschlüsselt: Ihm fehlt der Schlüssel { $key }. Geben Sie zuerst allen Knoten die Schlüssel ALT,NEU und erst danach allen NEU,ALT.
admin-node-has-key = Er verschlüsselt mit dem Schlüssel { $key }, den dieser Knoten nicht hat. Geben Sie zuerst allen Knoten die Schlüssel ALT,NEU und erst danach allen NEU,ALT.
admin-node-clock-ahead = Seine Uhr geht gegenüber der Datenbank { $seconds } Sekunden vor, deshalb scheitern Anmeldungen zwischen Knoten. Synchronisieren Sie sie.
admin-node-clock-behind = Seine Uhr geht gegenüber der Datenbank { $seconds } Sekunden nach, deshalb scheitern Anmeldungen zwischen Knoten. Synchronisieren Sie sie.
admin-untrusted-proxy = Alle Anfragen kommen von { $address } und tragen X-Forwarded-Kopfzeilen, die nicht ausgewertet werden. Alle teilen sich deshalb eine Adresse in Begrenzungen und Protokollen. Ist das Ihr Proxy, ergänzen Sie unter [network] in config.toml diese Zeile und starten Sie neu: { $line }
admin-credential-ends = Die Zugangsdaten { $credential } von { $provider } laufen am { $date } ab. Neue beim Anbieter erstellen und mit ihrem Datum eintragen.
admin-credential-ended = Die Zugangsdaten { $credential } von { $provider } sind am { $date } abgelaufen. Neue beim Anbieter erstellen und mit ihrem Datum eintragen.

## Tables.

admin-name = Name
admin-state = Zustand
admin-enabled = Aktiviert
admin-seen = Letzte Anmeldung
admin-added = Hinzugefügt
admin-actions = Aktionen
admin-pages = Seiten
admin-previous-page = Zurück
admin-next-page = Weiter
admin-shown =
    { $count ->
        [0] Nichts gefunden
       *[other] { $first }–{ $last } von { $count }
    }
admin-counted =
    { $count ->
        [0] Nichts gefunden
        [one] 1 Ereignis
       *[other] { $count } Ereignisse
    }
admin-more-than = Mehr als { $count } Ereignisse
admin-newer-events = Neuere Ereignisse
admin-follow = Live
admin-no-provider = Keiner (Passwort)

## The search over everything.

admin-search-about = Seiten, Personen, Anbieter und Apps suchen
admin-nothing-found = Nichts hat „{ $query }“ im Namen.
admin-add-provider = Anbieter hinzufügen
admin-add-app = App hinzufügen
admin-access-requests = Bitten um Zugang

## API tokens.

admin-tokens = API-Token
    .about = Programme verwenden sie für die Admin-API. Ein Token wird auf dem Server erstellt und dort einmal angezeigt:
admin-expires = Läuft ab
admin-expired = abgelaufen
admin-last-used = Zuletzt verwendet
admin-never = nie
admin-revoke = Widerrufen
admin-notice-token-revoked = Das API-Token { $name } wurde widerrufen.

## Below every page.

admin-documentation = Dokumentation
admin-api = Admin-API

## How the pages look.

admin-branding = Gestaltung
    .about = Probieren Sie aus, wie die Anmeldeseite aussieht. Hier wird nichts gespeichert: Wer den Server betreibt, kopiert die Zeilen unten in die Konfiguration und startet ihn neu.
    .text = Text unter der Überschrift
    .accent = Farbe von Schaltflächen und Links
    .links = Links unter den Schaltflächen, einer je Zeile
    .variables = Variablen des Stylesheets, eine je Zeile
    .dark = Dasselbe für dunkle Seiten
    .show = Anzeigen
    .preview = Vorschau
    .lines = Für die Konfiguration
