### Osobiste tokeny dostępu: strona konta i lista na stronie osoby.

personal-token-title = Osobiste tokeny dostępu
personal-token-about = Token wpuszcza program tam, gdzie masz dostęp: skrypt, telewizor, aplikację mobilną. Działa tylko dla wybranych aplikacji i hostów i tylko do końca swojej ważności. Nie zastępuje drugiego składnika.
personal-token-none = Nie masz osobistego tokenu dostępu.
personal-token-count = { $count ->
    [one] Masz jeden osobisty token dostępu.
    [few] Masz { $count } osobiste tokeny dostępu.
   *[many] Masz { $count } osobistych tokenów dostępu.
}
personal-token-manage = Zarządzaj tokenami
personal-token-add = Utwórz token
personal-token-ends = ważny do { $time }
personal-token-ended = wygasł
personal-token-last-used = ostatnio użyty { $time }
personal-token-never-used = jeszcze nie użyty
personal-token-name = Nazwa
    .help = Który program go ma, na przykład „Telewizor”.
personal-token-days = Liczba dni ważności
    .help = Od 1 do 365.
personal-token-apps = Aplikacje
personal-token-hosts = Hosty
    .help = Po jednym w wierszu, na przykład photos.example.com, albo *.example.com dla wszystkich hostów w domenie. Wybierz co najmniej jedną aplikację lub jeden host.
personal-token-make = Utwórz token
personal-token-not-fresh = Aby utworzyć token, zaloguj się ponownie. Potem wrócisz na tę stronę.
personal-token-sign-in-again = Zaloguj się ponownie
personal-token-full = Masz tyle tokenów, ile może mieć konto. Unieważnij jeden, aby utworzyć kolejny.
personal-token-wrong-name = Nazwa tokenu musi mieć długość od 1 do { $most } znaków.
personal-token-wrong-days = Wpisz liczbę całkowitą od 1 do { $most }.
personal-token-wrong-host = „{ $host }” to nie host. Wpisz photos.example.com lub *.example.com, bez https:// i bez ścieżki.
personal-token-wrong-app = Nie ma aplikacji „{ $app }”, dla której można utworzyć token.
personal-token-wrong-nowhere = Wybierz co najmniej jedną aplikację lub jeden host.
personal-token-wrong-too-many = Token może dotyczyć najwyżej 20 aplikacji i 20 hostów.
personal-token-made = Token { $name } jest gotowy
    .about = Skopiuj token teraz. Nie zostanie pokazany ponownie.
    .use = Program wysyła go jako „Authorization: Bearer” albo jako hasło, z Twoją nazwą użytkownika lub bez niej.
personal-token-token = Token
personal-token-revoke = Unieważnij
    .question = Programy, które mają ten token, od razu utracą dostęp.
personal-token-revoke-confirm = Unieważnij: { $name }
personal-token-revoked = Token został unieważniony.
personal-token-to-account = Do Twojego konta
