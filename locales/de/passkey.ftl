### Anmelden mit einem Passkey, einen hinzufügen und entfernen.

passkey-title = Passkeys

## Die Anmeldeseite.

passkey-sign-in = Mit Passkey anmelden
passkey-needs-script = Passkeys benötigen JavaScript. Sie können sich mit Ihrem Passwort anmelden.
passkey-cancelled = Es wurde kein Passkey verwendet. Versuchen Sie es erneut oder melden Sie sich auf andere Weise an.
passkey-no-answer = Der Server hat nicht geantwortet. Versuchen Sie es gleich noch einmal.

## Die Seite des Kontos.

passkey-about = Mit einem Passkey melden Sie sich per Fingerabdruck, Gesicht oder PIN Ihres Geräts an. Er gilt nur für diese Website, also kann keine andere nach ihm fragen. Ihr Passwort bleibt gültig.
passkey-none = Sie haben noch keinen Passkey.
passkey-count = { $count ->
    [one] Sie haben einen Passkey.
   *[other] Sie haben { $count } Passkeys.
}
passkey-manage = Passkeys verwalten
passkey-name = Name
    .help = Woran Sie ihn wiedererkennen, zum Beispiel das Gerät oder der Passwortmanager, der ihn aufbewahrt.
passkey-default-name = Passkey
passkey-add = Passkey hinzufügen
passkey-added = Der Passkey wurde hinzugefügt. Sie können sich ab jetzt damit anmelden.
passkey-not-added = Es wurde kein Passkey hinzugefügt. Versuchen Sie es erneut, wenn Sie so weit sind.
passkey-exists = Dieses Gerät oder dieser Passwortmanager hat bereits einen Passkey für Ihr Konto.
passkey-unsupported = Dieser Browser kann keine Passkeys anlegen. Verwenden Sie einen aktuellen Browser und eine Adresse, die mit https beginnt.
passkey-add-needs-script = Um einen Passkey hinzuzufügen, wird JavaScript benötigt.
passkey-full = Sie haben so viele Passkeys, wie ein Konto haben kann. Entfernen Sie einen, um einen anderen hinzuzufügen.
passkey-created = Hinzugefügt { $time }
passkey-last-used = zuletzt verwendet { $time }
passkey-never-used = noch nicht verwendet
passkey-elsewhere = Gilt nur für { $host }
    .about = Dieser Passkey entstand, als dieser Server eine andere Adresse hatte. Er gilt wieder, sobald der Server jene Adresse hat; andernfalls entfernen Sie ihn und fügen einen neuen hinzu.
passkey-unavailable = Browser kennen Passkeys nur für Hostnamen, und dieser Server hat die Adresse { $address }. Setzen Sie public_url auf einen Hostnamen, um sie zu verwenden.
passkey-remove = Entfernen
    .question = Danach können Sie sich mit diesem Passkey nicht mehr anmelden. Entfernen Sie ihn auch von dem Gerät oder aus dem Passwortmanager, der ihn aufbewahrt.
passkey-remove-confirm = { $name } entfernen
passkey-removed = Der Passkey wurde entfernt.
passkey-go-on = Weiter
