### Strona logowania.

login-title = Logowanie
login-heading = Zaloguj się do { $name }
login-with-provider = Zaloguj się przez { $provider }
login-last-used = Ostatnio użyty
login-signed-out = Wylogowano.
login-tried = Próba logowania przez { $provider }.
login-none-ready = Żaden dostawca logowania nie jest jeszcze dostępny. Jeśli to Twój serwer, przyczynę znajdziesz w jego dzienniku.
login-other-host = Ta strona jest otwarta pod innym adresem. Logowanie działa tylko pod adresem { $url }.
login-go-there = Przejdź do właściwego adresu
login-find = Szukaj dostawcy
login-search = Szukaj
login-none-found = Brak pasujących dostawców.
login-with-password = Zaloguj się hasłem
login-email = Adres e-mail
login-password = Hasło
login-wrong-password = Nieprawidłowy adres e-mail lub hasło
login-link-pending = Aby powiązać dostawcę { $provider } ze swoim kontem, zaloguj się tak jak zwykle. Potem poprosimy o potwierdzenie.
login-link-now = Masz już otwartą sesję: powiąż teraz
login-signing-in = Trwa logowanie…
login-go-on = Kontynuuj
login-choose-server = Na którym serwerze masz konto?
login-other-way = Zaloguj się w inny sposób
