### Słowa wspólne dla wielu stron.

common-home = Przejdź do strony głównej
common-home-of = Przejdź do { $name }
common-try-again = Spróbuj ponownie
common-sign-out = Wyloguj się
common-skip = Przejdź do treści
common-save = Zapisz
common-account = Twoje konto
common-administration = Administracja
common-copy = Kopiuj
common-copied = Skopiowano
common-code = Kod
common-reference = Numer referencyjny
common-cause = Szczegóły dla administratorów
    .note = Widzą to tylko administratorzy.
common-language = Język
common-language-unreviewed = tłumaczenie maszynowe, niesprawdzone
common-language-reviewed = sprawdzone przez: { $who }
common-language-of-browser = Użyj języka przeglądarki
