### Logga in med en andra faktor, slå på och av den.

second-factor-title = Andra faktor
second-factor-about = Ange koden som din autentiseringsapp visar, eller en av dina återställningskoder.
second-factor-code = Kod
    .help = Sex siffror, eller en återställningskod som ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Fortsätt
second-factor-back = Tillbaka till inloggningen
second-factor-refused = Koden är ogiltig
    .help = Varje kod fungerar en gång och i ungefär en minut. Vänta på nästa och kontrollera att telefonens klocka går rätt. Använd en återställningskod om du inte har telefonen; har du ingetdera, fråga den som driver servern.
second-factor-account-title = Skydda ditt konto
second-factor-account-about = Lösenordet räcker för att administrera servern. Skydda kontot med något av dessa sätt, eller med båda.
second-factor-codes = Engångskoder
    .about = Vid inloggning med lösenord krävs då även en kod från en autentiseringsapp, så ett stulet lösenord räcker inte.
second-factor-scan = Skanna den här bilden med en autentiseringsapp.
second-factor-qr-code = QR-kod för autentiseringsappen
second-factor-type-secret = Eller skriv in den här nyckeln i appen:
second-factor-type-code = Ange koden som appen visar.
second-factor-digits = Sex siffror.
second-factor-wrong = Det är inte den aktuella koden för nyckeln. Ange den som appen visar.
second-factor-turn-on = Slå på
second-factor-later = Inte nu
second-factor-is-on = Engångskoder är på sedan { $time }.
second-factor-is-off = Av: lösenordet räcker för att logga in.
second-factor-codes-left = { $count ->
    [one] En återställningskod är kvar.
   *[other] { $count } återställningskoder är kvar.
}
second-factor-new-codes = Nya återställningskoder
second-factor-turn-off = Slå av
    .question = Därefter räcker lösenordet för att logga in.
second-factor-change = Ändra
second-factor-to-account = Ditt konto
second-factor-turned-on = Engångskoder är på.
second-factor-recovery-codes = Återställningskoder
    .about = Förvara koderna där du hittar dem utan din telefon. Var och en loggar in dig en gång i stället för en kod från appen. De visas bara nu; tidigare koder fungerar inte längre.
second-factor-kept = Jag har sparat dem
