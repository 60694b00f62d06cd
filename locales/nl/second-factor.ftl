### Inloggen met een tweede factor, deze aan- en uitzetten.

second-factor-title = Tweede factor

second-factor-about = Voer de code in die uw authenticator-app toont, of een van uw herstelcodes.
second-factor-code = Code
    .help = Zes cijfers, of een herstelcode zoals ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Doorgaan
second-factor-back = Terug naar inloggen
second-factor-refused = De code is niet geldig
    .help = Elke code werkt één keer en ongeveer een minuut lang. Wacht op de volgende en controleer of de klok van uw telefoon goed staat. Zonder telefoon gebruikt u een herstelcode; hebt u geen van beide, neem dan contact op met degene die deze server beheert.

second-factor-account-title = Beveilig uw account
second-factor-account-about = Uw wachtwoord alleen is voldoende om deze server te beheren. Beveilig de server met een van deze mogelijkheden, of met beide.
second-factor-codes = Eenmalige codes
    .about = Bij het inloggen met het wachtwoord wordt dan ook om een code uit een authenticator-app gevraagd, zodat een gestolen wachtwoord niet voldoende is.
second-factor-scan = Scan deze afbeelding met een authenticator-app.
second-factor-qr-code = QR-code voor de authenticator-app
second-factor-type-secret = Of typ deze sleutel in de app:
second-factor-type-code = Voer de code in die de app toont.
second-factor-digits = Zes cijfers.
second-factor-wrong = Dat is niet de huidige code van deze sleutel. Voer de code in die de app toont.
second-factor-turn-on = Aanzetten
second-factor-later = Nu niet
second-factor-is-on = Eenmalige codes staan aan sinds { $time }.
second-factor-is-off = Uit: het wachtwoord alleen is voldoende om in te loggen.
second-factor-codes-left = { $count ->
    [one] Er is nog één herstelcode over.
   *[other] Er zijn nog { $count } herstelcodes over.
}
second-factor-new-codes = Nieuwe herstelcodes
second-factor-turn-off = Uitzetten
    .question = Daarna is het wachtwoord alleen voldoende om in te loggen.
second-factor-change = Wijzigen
second-factor-to-account = Uw account
second-factor-turned-on = Eenmalige codes staan aan.
second-factor-recovery-codes = Herstelcodes
    .about = Bewaar deze codes op een plek waar u ze zonder uw telefoon kunt vinden. Met elke code kunt u één keer inloggen in plaats van met een code uit de app. Ze worden alleen nu getoond; eerdere codes werken niet meer.
second-factor-kept = Ik heb ze bewaard
