### Logowanie drugim składnikiem oraz jego włączanie i wyłączanie.

second-factor-title = Drugi składnik
second-factor-about = Wpisz kod, który pokazuje aplikacja uwierzytelniająca, albo jeden z kodów odzyskiwania.
second-factor-code = Kod
    .help = Sześć cyfr albo kod odzyskiwania, na przykład ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Kontynuuj
second-factor-back = Wróć do logowania
second-factor-refused = Kod jest nieprawidłowy
    .help = Każdy kod działa raz i przez około minutę. Zaczekaj na następny i sprawdź, czy zegar telefonu jest ustawiony poprawnie. Bez telefonu użyj kodu odzyskiwania; bez obu zwróć się do osoby, która prowadzi ten serwer.
second-factor-account-title = Zabezpiecz swoje konto
second-factor-account-about = Samo hasło wystarcza, aby administrować tym serwerem. Zabezpiecz konto jednym z tych sposobów lub oboma.
second-factor-codes = Kody jednorazowe
    .about = Przy logowaniu hasłem wymagany jest wtedy także kod z aplikacji uwierzytelniającej, więc skradzione hasło nie wystarczy.
second-factor-scan = Zeskanuj ten obraz aplikacją uwierzytelniającą.
second-factor-qr-code = Kod QR dla aplikacji uwierzytelniającej
second-factor-type-secret = Albo wpisz w aplikacji ten klucz:
second-factor-type-code = Wpisz kod, który pokazuje aplikacja.
second-factor-digits = Sześć cyfr.
second-factor-wrong = To nie jest aktualny kod dla tego klucza. Wpisz kod, który pokazuje aplikacja.
second-factor-turn-on = Włącz
second-factor-later = Nie teraz
second-factor-is-on = Kody jednorazowe są włączone od { $time }.
second-factor-is-off = Wyłączone: do zalogowania wystarcza samo hasło.
second-factor-codes-left = { $count ->
    [one] Pozostał jeden kod odzyskiwania.
    [few] Pozostały { $count } kody odzyskiwania.
   *[many] Pozostało { $count } kodów odzyskiwania.
}
second-factor-new-codes = Nowe kody odzyskiwania
second-factor-turn-off = Wyłącz
    .question = Potem do zalogowania wystarczy samo hasło.
second-factor-change = Zmień
second-factor-to-account = Twoje konto
second-factor-turned-on = Kody jednorazowe są włączone.
second-factor-recovery-codes = Kody odzyskiwania
    .about = Przechowuj te kody tam, gdzie znajdziesz je bez telefonu. Każdy pozwala zalogować się raz zamiast kodu z aplikacji. Są pokazywane tylko teraz; wcześniejsze kody już nie działają.
second-factor-kept = Kody są zapisane w bezpiecznym miejscu
