### Personliga åtkomsttoken: kontosidan och listan på en persons sida.

personal-token-title = Personliga åtkomsttoken
personal-token-about = En token släpper in ett program där du själv har åtkomst: ett skript, en tv, en mobilapp. Den gäller bara för de appar och värdar som du väljer, och bara så länge den är giltig. Den ersätter inte en andra faktor.
personal-token-none = Du har ingen personlig åtkomsttoken.
personal-token-count = { $count ->
    [one] Du har en personlig åtkomsttoken.
   *[other] Du har { $count } personliga åtkomsttoken.
}
personal-token-manage = Hantera token
personal-token-add = Skapa token
personal-token-ends = gäller till { $time }
personal-token-ended = har upphört att gälla
personal-token-last-used = senast använd { $time }
personal-token-never-used = ännu inte använd
personal-token-name = Namn
    .help = Vilket program som har den, till exempel ”Tv”.
personal-token-days = Antal dagar den gäller
    .help = 1 till 365.
personal-token-apps = Appar
personal-token-hosts = Värdar
    .help = En per rad, till exempel photos.example.com, eller *.example.com för alla värdar i en domän. Välj minst en app eller värd.
personal-token-make = Skapa token
personal-token-not-fresh = Logga in igen för att skapa en token. Du kommer sedan tillbaka till den här sidan.
personal-token-sign-in-again = Logga in igen
personal-token-full = Du har så många token som ett konto kan ha. Återkalla en för att skapa en annan.
personal-token-wrong-name = En token har ett namn på 1 till { $most } tecken.
personal-token-wrong-days = Ange ett heltal från 1 till { $most }.
personal-token-wrong-host = ”{ $host }” är ingen värd. Skriv photos.example.com eller *.example.com, utan https:// och utan sökväg.
personal-token-wrong-app = Det finns ingen app ”{ $app }” som en token kan gälla för.
personal-token-wrong-nowhere = Välj minst en app eller värd.
personal-token-wrong-too-many = En token gäller för högst 20 appar och 20 värdar.
personal-token-made = { $name } är klar
    .about = Kopiera din token nu. Den visas inte igen.
    .use = Programmet skickar den som ”Authorization: Bearer” eller som lösenord, med ditt användarnamn eller utan.
personal-token-token = Token
personal-token-revoke = Återkalla
    .question = Program som har denna token nekas genast.
personal-token-revoke-confirm = Återkalla { $name }
personal-token-revoked = Token har återkallats.
personal-token-to-account = Till ditt konto
