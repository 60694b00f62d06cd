### Persönliche Zugriffstoken: die Seite des Kontos und die Liste auf der Seite einer Person.

personal-token-title = Persönliche Zugriffstoken
personal-token-about = Ein Token lässt ein Programm dort hinein, wo Sie selbst hineinkommen: ein Skript, einen Fernseher, eine mobile App. Es gilt nur für die Apps und Hosts, die Sie wählen, und bis zu seinem Ende. Einen zweiten Faktor ersetzt es nicht.
personal-token-none = Sie haben kein persönliches Zugriffstoken.
personal-token-count = { $count ->
    [one] Sie haben ein persönliches Zugriffstoken.
   *[other] Sie haben { $count } persönliche Zugriffstoken.
}
personal-token-manage = Token verwalten
personal-token-add = Token anlegen
personal-token-ends = gültig bis { $time }
personal-token-ended = abgelaufen
personal-token-last-used = zuletzt verwendet { $time }
personal-token-never-used = noch nicht verwendet

## Das Formular.

personal-token-name = Name
    .help = Welches Programm es hat, zum Beispiel „Fernseher“.
personal-token-days = Tage bis zum Ende
    .help = 1 bis 365.
personal-token-apps = Apps
personal-token-hosts = Hosts
    .help = Einer pro Zeile, zum Beispiel photos.example.com, oder *.example.com für alle Hosts unter einer Domain. Wählen Sie mindestens eine App oder einen Host.
personal-token-make = Token anlegen
personal-token-not-fresh = Um ein Token anzulegen, melden Sie sich noch einmal an. Danach kommen Sie auf diese Seite zurück.
personal-token-sign-in-again = Noch einmal anmelden
personal-token-full = Sie haben so viele Token, wie ein Konto haben kann. Widerrufen Sie eines, um ein anderes anzulegen.
personal-token-wrong-name = Ein Token hat einen Namen von 1 bis { $most } Zeichen.
personal-token-wrong-days = Geben Sie eine ganze Zahl von 1 bis { $most } ein.
personal-token-wrong-host = „{ $host }“ ist kein Host. Schreiben Sie photos.example.com oder *.example.com, ohne https:// und ohne Pfad.
personal-token-wrong-app = Es gibt keine App „{ $app }“, für die ein Token gelten kann.
personal-token-wrong-nowhere = Wählen Sie mindestens eine App oder einen Host.
personal-token-wrong-too-many = Ein Token gilt für höchstens 20 Apps und 20 Hosts.

## Was geschehen ist.

personal-token-made = { $name } ist bereit
    .about = Kopieren Sie das Token jetzt. Es wird nicht noch einmal angezeigt.
    .use = Das Programm sendet es als „Authorization: Bearer“ oder als Passwort, mit Ihrem Benutzernamen oder ohne.
personal-token-token = Token
personal-token-revoke = Widerrufen
    .question = Programme, die dieses Token haben, werden sofort abgewiesen.
personal-token-revoke-confirm = { $name } widerrufen
personal-token-revoked = Das Token wurde widerrufen.
personal-token-to-account = Zu Ihrem Konto
