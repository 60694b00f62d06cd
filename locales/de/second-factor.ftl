### Anmelden mit einem zweiten Faktor, ihn ein- und ausschalten.

second-factor-title = Zweiter Faktor

## Die Seite nach dem Passwort.

second-factor-about = Geben Sie den Code ein, den Ihre Authenticator-App zeigt, oder einen Ihrer Wiederherstellungscodes.
second-factor-code = Code
    .help = Sechs Ziffern, oder ein Wiederherstellungscode wie ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Weiter
second-factor-back = Zurück zur Anmeldung
second-factor-refused = Der Code ist nicht gültig
    .help = Jeder Code gilt einmal und für etwa eine Minute. Warten Sie auf den nächsten und prüfen Sie, ob die Uhr Ihres Telefons richtig geht. Ohne Telefon verwenden Sie einen Wiederherstellungscode; ohne beides fragen Sie, wer diesen Server betreibt.

## Die Seite des Kontos.

second-factor-account-title = Schützen Sie Ihr Konto
second-factor-account-about = Ihr Passwort allein genügt, um diesen Server zu verwalten. Schützen Sie ihn mit einer dieser Möglichkeiten oder mit beiden.
second-factor-codes = Einmalcodes
    .about = Beim Anmelden mit dem Passwort wird dann auch ein Code einer Authenticator-App verlangt, ein gestohlenes Passwort genügt also nicht.
second-factor-scan = Scannen Sie dieses Bild mit einer Authenticator-App.
second-factor-qr-code = QR-Code für die Authenticator-App
second-factor-type-secret = Oder geben Sie diesen Schlüssel in die App ein:
second-factor-type-code = Geben Sie den Code ein, den die App zeigt.
second-factor-digits = Sechs Ziffern.
second-factor-wrong = Das ist nicht der aktuelle Code zu diesem Schlüssel. Geben Sie den ein, den die App zeigt.
second-factor-turn-on = Einschalten
second-factor-later = Nicht jetzt
second-factor-is-on = Einmalcodes sind seit { $time } eingeschaltet.
second-factor-is-off = Aus: Zum Anmelden genügt das Passwort.
second-factor-codes-left = { $count ->
    [one] Ein Wiederherstellungscode ist übrig.
   *[other] { $count } Wiederherstellungscodes sind übrig.
}
second-factor-new-codes = Neue Wiederherstellungscodes
second-factor-turn-off = Ausschalten
    .question = Danach genügt zum Anmelden das Passwort allein.
second-factor-change = Ändern
second-factor-to-account = Ihr Konto
second-factor-turned-on = Einmalcodes sind eingeschaltet.
second-factor-recovery-codes = Wiederherstellungscodes
    .about = Bewahren Sie diese Codes so auf, dass Sie sie ohne Ihr Telefon finden. Jeder meldet Sie einmal anstelle eines Codes der App an. Sie werden nur jetzt gezeigt; frühere Codes gelten nicht mehr.
second-factor-kept = Ich habe sie aufbewahrt
