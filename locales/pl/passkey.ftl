### Logowanie kluczem dostępu, dodawanie i usuwanie kluczy.

passkey-title = Klucze dostępu
passkey-sign-in = Zaloguj się kluczem dostępu
passkey-needs-script = Klucze dostępu wymagają JavaScriptu. Możesz zalogować się hasłem.
passkey-cancelled = Nie użyto klucza dostępu. Spróbuj ponownie lub zaloguj się w inny sposób.
passkey-no-answer = Serwer nie odpowiedział. Spróbuj ponownie za chwilę.
passkey-about = Klucz dostępu loguje Cię odciskiem palca, rozpoznaniem twarzy lub kodem PIN urządzenia. Działa tylko w tej witrynie, więc żadna inna nie może o niego poprosić. Hasło pozostaje ważne.
passkey-none = Nie masz jeszcze klucza dostępu.
passkey-count = { $count ->
    [one] Masz jeden klucz dostępu.
    [few] Masz { $count } klucze dostępu.
   *[many] Masz { $count } kluczy dostępu.
}
passkey-manage = Zarządzaj kluczami dostępu
passkey-name = Nazwa
    .help = Po czym go rozpoznasz, na przykład po nazwie urządzenia lub menedżera haseł, w którym jest przechowywany.
passkey-default-name = Klucz dostępu
passkey-add = Dodaj klucz dostępu
passkey-added = Klucz dostępu został dodany. Od teraz możesz się nim logować.
passkey-not-added = Nie dodano klucza dostępu. Spróbuj ponownie w dogodnej chwili.
passkey-exists = To urządzenie lub ten menedżer haseł ma już klucz dostępu do Twojego konta.
passkey-unsupported = Ta przeglądarka nie potrafi tworzyć kluczy dostępu. Użyj aktualnej przeglądarki i adresu, który zaczyna się od https.
passkey-add-needs-script = Dodanie klucza dostępu wymaga JavaScriptu.
passkey-full = Masz tyle kluczy dostępu, ile może mieć konto. Usuń jeden, aby dodać kolejny.
passkey-created = Dodany { $time }
passkey-last-used = ostatnio użyty { $time }
passkey-never-used = jeszcze nie użyty
passkey-elsewhere = Działa tylko pod nazwą { $host }
    .about = Ten klucz dostępu utworzono, gdy ten serwer miał inny adres. Zadziała znowu, gdy serwer będzie miał tamten adres; w przeciwnym razie usuń go i dodaj nowy.
passkey-unavailable = Przeglądarki obsługują klucze dostępu tylko dla nazw hostów, a ten serwer ma adres { $address }. Aby z nich korzystać, ustaw w public_url nazwę hosta.
passkey-remove = Usuń
    .question = Potem nie będzie można zalogować się tym kluczem dostępu. Usuń go także z urządzenia lub menedżera haseł, w którym jest przechowywany.
passkey-remove-confirm = Usuń: { $name }
passkey-removed = Klucz dostępu został usunięty.
passkey-go-on = Kontynuuj
