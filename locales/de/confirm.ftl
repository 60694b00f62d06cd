### Fragen, bevor etwas geschieht: um wen oder was es geht, und was daraus folgt.

## Folgen, die mehrere Fragen haben.

confirm-sessions =
    { $count ->
        [0] Keine Sitzung ist offen, also endet keine.
        [one] 1 Sitzung endet sofort.
       *[other] { $count } Sitzungen enden sofort.
    }
confirm-people =
    { $count ->
        [0] Niemand ist damit verknüpft.
        [one] 1 Person ist damit verknüpft.
       *[other] { $count } Personen sind damit verknüpft.
    }
confirm-app-people =
    { $count ->
        [0] Noch niemand verwendet sie.
        [one] 1 Person verwendet sie.
        [200] 200 Personen oder mehr verwenden sie.
       *[other] { $count } Personen verwenden sie.
    }
confirm-links =
    { $count ->
        [0] Mit dem Konto ist kein Anbieter verknüpft.
        [one] 1 verknüpfter Anbieter wird vom Konto entfernt.
       *[other] { $count } verknüpfte Anbieter werden vom Konto entfernt.
    }
confirm-tokens =
    { $count ->
        [0] Kein persönliches Zugriffstoken endet.
        [one] 1 persönliches Zugriffstoken endet sofort.
       *[other] { $count } persönliche Zugriffstoken enden sofort.
    }
confirm-no-undo = Das lässt sich nicht rückgängig machen.

## Ein Konto. $name ist der Name der Person.

confirm-delete-user = { $name } endgültig löschen?
    .username = Den Benutzernamen { $username } bekommt niemand sonst.
    .yes = Endgültig löschen
confirm-disable-user = { $name } deaktivieren?
    .about = Die Person kann sich nicht anmelden, und Anwendungen weisen sie ab, bis Sie sie wieder aktivieren.
    .yes = Deaktivieren
confirm-promote = { $name } Verwaltungsrechte geben?
    .about = Wer sie hat, kann jeden Anbieter, jedes Konto und alles andere hier ändern.
    .yes = Verwaltungsrechte geben
confirm-demote = { $name } die Verwaltungsrechte entziehen?
    .about = Rechte, die ein Anbieter gibt, kommen mit der nächsten Anmeldung darüber zurück.
    .yes = Verwaltungsrechte entziehen
confirm-sign-out-user = Alle Sitzungen von { $name } beenden?
    .about = Die Person kann sich wieder anmelden.
    .yes = Alle Sitzungen beenden
confirm-rename = Den Benutzernamen von { $name } in { $username } ändern?
    .about = Als Sie die Seite geöffnet haben, war er { $before }. Jemand anders hat ihn in { $now } geändert.
    .yes = Benutzernamen ändern

## Ein Anbieter.

confirm-delete-provider = { $name } löschen?
    .about = Verknüpfungen bleiben erhalten und funktionieren wieder, wenn Sie denselben Anbieter wieder hinzufügen. Was er gegeben hat, etwa Gruppen und Verwaltungsrechte, endet.
    .yes = Anbieter löschen
confirm-delete-app = { $name } löschen?
    .about = Ihre Geheimnisse und alles, was Personen ihr erlaubt haben, werden mit gelöscht, und niemand kann sich mehr bei ihr anmelden.
    .yes = App löschen
confirm-disable-provider = { $name } deaktivieren?
    .about = Niemand kann sich damit anmelden, bis Sie ihn wieder aktivieren. Was er gegeben hat, endet.
    .yes = Anbieter deaktivieren

## Das eigene Konto.

confirm-unlink = { $provider } trennen?
    .about = Danach können Sie sich nicht mehr damit anmelden.
    .yes = { $provider } trennen
confirm-end-others = Alle anderen Sitzungen beenden?
    .about = Hier bleiben Sie angemeldet.
    .yes = Alle anderen Sitzungen beenden

## The order of the providers.

confirm-reorder = Die Reihenfolge ändern?
    .now = Jemand anderes hat sie inzwischen geändert. Sie ist jetzt: { $order }.
    .yours = Mit Ihrer Änderung wäre sie: { $order }.
    .yes = Meine Reihenfolge speichern

## An API token.

confirm-revoke-token = Das API-Token { $name } widerrufen?
    .about = Programme, die es verwenden, werden sofort abgewiesen.
    .yes = Widerrufen
