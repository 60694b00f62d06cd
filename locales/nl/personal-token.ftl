### Persoonlijke toegangstokens: de pagina van het account en de lijst op de pagina van een persoon.

personal-token-title = Persoonlijke toegangstokens
personal-token-about = Een token laat een programma binnen waar u zelf ook binnen kunt: een script, een televisie, een mobiele app. Het is alleen geldig voor de apps en hosts die u kiest, en totdat het verloopt. Het vervangt geen tweede factor.
personal-token-none = U hebt geen persoonlijk toegangstoken.
personal-token-count = { $count ->
    [one] U hebt één persoonlijk toegangstoken.
   *[other] U hebt { $count } persoonlijke toegangstokens.
}
personal-token-manage = Tokens beheren
personal-token-add = Token aanmaken
personal-token-ends = geldig tot { $time }
personal-token-ended = verlopen
personal-token-last-used = laatst gebruikt: { $time }
personal-token-never-used = nog niet gebruikt

personal-token-name = Naam
    .help = Welk programma het heeft, bijvoorbeeld ‘Televisie’.
personal-token-days = Dagen totdat het verloopt
    .help = 1 tot en met 365.
personal-token-apps = Apps
personal-token-hosts = Hosts
    .help = Eén per regel, bijvoorbeeld photos.example.com, of *.example.com voor alle hosts onder een domein. Kies ten minste één app of host.
personal-token-make = Token aanmaken
personal-token-not-fresh = Log opnieuw in om een token aan te maken. Daarna komt u terug op deze pagina.
personal-token-sign-in-again = Opnieuw inloggen
personal-token-full = U hebt het maximale aantal tokens voor een account. Trek er een in om een ander aan te maken.
personal-token-wrong-name = De naam van een token heeft 1 tot en met { $most } tekens.
personal-token-wrong-days = Voer een geheel getal van 1 tot en met { $most } in.
personal-token-wrong-host = ‘{ $host }’ is geen host. Voer photos.example.com of *.example.com in, zonder https:// en zonder pad.
personal-token-wrong-app = Er is geen app ‘{ $app }’ waarvoor een token geldig kan zijn.
personal-token-wrong-nowhere = Kies ten minste één app of host.
personal-token-wrong-too-many = Een token is geldig voor ten hoogste 20 apps en 20 hosts.

personal-token-made = Het token { $name } is gereed
    .about = Kopieer het token nu. Het wordt niet nog een keer getoond.
    .use = Het programma stuurt het als ‘Authorization: Bearer’ of als wachtwoord, met of zonder uw gebruikersnaam.
personal-token-token = Token
personal-token-revoke = Intrekken
    .question = Programma’s die dit token hebben, worden meteen geweigerd.
personal-token-revoke-confirm = { $name } intrekken
personal-token-revoked = Het token is ingetrokken.
personal-token-to-account = Naar uw account
