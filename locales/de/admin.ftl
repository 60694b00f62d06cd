### Die Verwaltung, außer den Seiten über einen Anbieter.

admin-providers = Anbieter
admin-users = Benutzer
admin-sessions = Sitzungen
admin-audit = Protokoll
admin-statistics = Statistik
admin-configuration = Konfiguration
admin-search = Suchen
admin-older = Ältere
admin-empty = Noch nichts vorhanden.
admin-notice-saved = { $name } wurde gespeichert.
admin-notice-provider-deleted = Der Anbieter wurde gelöscht.
admin-notice-reordered = Die Reihenfolge wurde gespeichert.
admin-notice-user-updated = Der Benutzer wurde geändert.
admin-notice-user-deleted = Der Benutzer wurde gelöscht.
admin-notice-reloaded = Die Konfiguration wurde neu geladen.
admin-administrator = Administrator
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
admin-user = Benutzer
admin-address = IP-Adresse
admin-details = Details
admin-filter = Filtern
admin-show-all = Alle zeigen
admin-export = Als CSV exportieren
admin-statistics-about = Anmeldungen der letzten 30 Tage, nach Anbieter und Ergebnis.
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
admin-untrusted-proxy = Alle Anfragen kommen von { $address } und tragen X-Forwarded-Kopfzeilen, die nicht ausgewertet werden. Alle teilen sich deshalb eine Adresse in Begrenzungen und Protokollen. Ist das Ihr Proxy, ergänzen Sie unter [network] in config.toml diese Zeile und starten Sie neu: { $line }
