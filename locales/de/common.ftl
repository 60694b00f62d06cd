### Wörter, die mehrere Seiten benutzen.

common-home = Zur Startseite
common-home-of = Zu { $name }
common-try-again = Erneut versuchen
common-sign-out = Abmelden
common-skip = Zum Inhalt springen
common-save = Speichern
common-account = Ihr Konto
common-administration = Verwaltung
common-copy = Kopieren
common-copied = Kopiert
common-code = Code
common-reference = Referenz
common-cause = Details für Administratoren
    .note = Nur Administratoren sehen das.
common-language = Sprache
common-language-unreviewed = maschinell übersetzt, nicht geprüft
common-language-reviewed = geprüft von { $who }
common-language-of-browser = Sprache des Browsers verwenden
