### Osobní přístupové tokeny: stránka účtu a seznam na stránce osoby.

personal-token-title = Osobní přístupové tokeny
personal-token-about = Token pustí program tam, kam máte přístup vy: skript, televizi, mobilní aplikaci. Platí jen pro aplikace a hostitele, které zvolíte, a jen do konce své platnosti. Druhý faktor nenahrazuje.
personal-token-none = Nemáte žádný osobní přístupový token.
personal-token-count = { $count ->
    [one] Máte jeden osobní přístupový token.
    [few] Máte { $count } osobní přístupové tokeny.
   *[other] Máte { $count } osobních přístupových tokenů.
}
personal-token-manage = Spravovat tokeny
personal-token-add = Vytvořit token
personal-token-ends = platí do { $time }
personal-token-ended = platnost skončila
personal-token-last-used = naposledy použit { $time }
personal-token-never-used = dosud nepoužit
personal-token-name = Název
    .help = Který program ho má, například „Televize“.
personal-token-days = Počet dní platnosti
    .help = 1 až 365.
personal-token-apps = Aplikace
personal-token-hosts = Hostitelé
    .help = Na každém řádku jeden, například photos.example.com, nebo *.example.com pro všechny hostitele v doméně. Zvolte alespoň jednu aplikaci nebo jednoho hostitele.
personal-token-make = Vytvořit token
personal-token-not-fresh = Chcete-li vytvořit token, přihlaste se znovu. Potom se vrátíte na tuto stránku.
personal-token-sign-in-again = Přihlásit se znovu
personal-token-full = Máte tolik tokenů, kolik jich účet může mít. Chcete-li vytvořit další, některý zneplatněte.
personal-token-wrong-name = Název tokenu musí mít 1 až { $most } znaků.
personal-token-wrong-days = Zadejte celé číslo od 1 do { $most }.
personal-token-wrong-host = „{ $host }“ není hostitel. Zadejte photos.example.com nebo *.example.com, bez https:// a bez cesty.
personal-token-wrong-app = Aplikace „{ $app }“, pro kterou by token mohl platit, neexistuje.
personal-token-wrong-nowhere = Zvolte alespoň jednu aplikaci nebo jednoho hostitele.
personal-token-wrong-too-many = Token může platit nejvýše pro 20 aplikací a 20 hostitelů.
personal-token-made = Token { $name } je připraven
    .about = Zkopírujte token nyní. Znovu se nezobrazí.
    .use = Program ho posílá jako „Authorization: Bearer“ nebo jako heslo, s vaším uživatelským jménem nebo bez něj.
personal-token-token = Token
personal-token-revoke = Zneplatnit
    .question = Programy, které tento token mají, ihned ztratí přístup.
personal-token-revoke-confirm = Zneplatnit { $name }
personal-token-revoked = Token byl zneplatněn.
personal-token-to-account = Na váš účet
