### Die Kontoseite.

account-title = Ihr Konto
account-verified = bestätigt
account-not-verified = nicht bestätigt
account-no-email = Keine E-Mail-Adresse
account-email-lost = { $email } wurde von jemand anderem bestätigt und gehört deshalb nicht mehr zu diesem Konto. Wenn das Ihre Adresse ist, wenden Sie sich an Ihren Administrator.
account-email = E-Mail-Adresse
account-name = Name
account-username = Benutzername
account-first-name = Vorname
account-last-name = Nachname
account-groups = Gruppen
account-role = Rolle
account-administrator = Administrator
account-from = von { $provider }
account-set-here = hier festgelegt
account-picture-from = Bild von { $provider }
account-links = Verknüpfte Anbieter
account-linked-since = Verknüpft seit { $time }
account-last-used = zuletzt benutzt { $time }
account-no-links = Mit Ihrem Konto ist kein Anbieter verknüpft.
account-provider-removed = Dieser Anbieter wurde entfernt. Die Verknüpfung funktioniert wieder, sobald er wieder hinzugefügt wird.
account-provider-disabled = Dieser Anbieter ist deaktiviert.
account-unlink = Trennen
account-only-link = Das ist Ihre einzige Möglichkeit, sich anzumelden. Verknüpfen Sie einen anderen Anbieter, bevor Sie diesen trennen.
account-link-another = Weiteren Anbieter verknüpfen
    .about = Danach können Sie sich mit jedem davon anmelden.
account-link = { $provider } verknüpfen
account-home = Ihre Apps
    .empty = Hier gibt es noch keine App, die Sie öffnen können.
account-apps = Apps, die Sie verwenden
    .about = Was diese Apps von Ihnen haben, endet, wenn Sie es widerrufen; beim nächsten Mal fragen sie erneut.
account-app-since = seit { $time }
account-revoke-app = Widerrufen
account-sessions = Sitzungen
    .about = Hier sind Sie angemeldet. Beenden Sie Sitzungen, die Sie nicht kennen.
account-this-browser = Dieser Browser
account-unknown-browser = Unbekannter Browser
account-device = { $browser } auf { $system }
account-with-provider = mit { $provider }
account-with-password = mit Passwort oder Passkey
account-signed-in = angemeldet { $time }
account-last-active = zuletzt aktiv { $time }
account-end-session = Sitzung beenden
account-end-other-sessions = Alle anderen Sitzungen beenden
account-confirm = Diesen Anbieter verknüpfen?
    .about = Sie haben sich gerade mit { $provider } angemeldet; damit ist noch kein Konto verknüpft. Möchten Sie { $provider } mit dem Konto verknüpfen, das Sie gerade benutzen?
    .identity = Identität
    .account = Ihr Konto
    .yes = Verknüpfen und weiter
    .no = Nicht verknüpfen
account-notice-linked = { $provider } ist verknüpft. Sie können sich jetzt damit anmelden.
account-notice-unlinked = { $provider } ist nicht mehr verknüpft.
account-notice-second-factor-removed = Einmalcodes sind ausgeschaltet.
account-notice-session-ended = Die Sitzung wurde beendet.
account-notice-other-sessions-ended =
    { $count ->
        [0] Es gab keine andere Sitzung.
        [one] Die andere Sitzung ist beendet.
       *[other] Alle { $count } anderen Sitzungen sind beendet.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Keine Sitzung war offen.
        [one] 1 Sitzung ist beendet.
       *[other] { $count } Sitzungen sind beendet.
    }

## Another password.

account-password-title = Passwort ändern
account-password-about = Geben Sie Ihr bisheriges Passwort ein und eines, das Sie ab jetzt verwenden. Alle Ihre anderen Sitzungen enden.
account-password-current = Bisheriges Passwort
account-password-new = Neues Passwort
account-password-wrong = Das ist nicht Ihr Passwort.
account-notice-password-changed = Ihr Passwort wurde geändert.
