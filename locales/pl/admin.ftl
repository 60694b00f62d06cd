### Strony administracji, oprócz tych o pojedynczym dostawcy.

admin-providers = Dostawcy
admin-apps = Aplikacje
admin-users = Użytkownicy
admin-sessions = Sesje
admin-audit = Dziennik audytu
admin-statistics = Statystyki
admin-configuration = Konfiguracja
admin-search = Szukaj
admin-empty = Jeszcze nic tu nie ma.
admin-notice-saved = Zapisano: { $name }.
admin-notice-provider-deleted = Usunięto: { $name }.
admin-notice-provider-enabled = Włączono: { $name }.
admin-notice-provider-disabled = Wyłączono: { $name }.
admin-notice-reordered = Kolejność została zapisana.
admin-notice-user-deleted = Usunięto konto: { $name }.
admin-notice-user-disabled = Zablokowano konto: { $name }.
admin-notice-user-enabled = Odblokowano konto: { $name }.
admin-notice-user-promoted = Nadano uprawnienia administratora: { $name }.
admin-notice-user-demoted = Odebrano uprawnienia administratora: { $name }.
admin-notice-user-renamed = { $name } ma teraz nazwę użytkownika { $username }.
admin-notice-user-signed-out = Zakończono wszystkie sesje użytkownika { $name }.
admin-notice-session-ended = Zakończono sesję użytkownika { $name }.
admin-notice-reloaded = Konfiguracja została ponownie wczytana.
admin-administrator = Administrator
admin-rights = Uprawnienia
admin-disabled = Zablokowany
admin-verified = potwierdzony
admin-last-sign-in = ostatnie logowanie { $time }
admin-never-signed-in = brak logowań
admin-manage = Zarządzaj
admin-disable = Zablokuj
admin-enable = Odblokuj
admin-promote = Nadaj uprawnienia administratora
admin-demote = Odbierz uprawnienia administratora
admin-delete-user = Usuń trwale
admin-end-session = Zakończ sesję
admin-end-all-sessions = Zakończ wszystkie sesje
admin-application-id = Identyfikator w aplikacji
admin-username = Nazwa użytkownika
admin-rename = Zmień nazwę użytkownika
admin-password = Hasło
admin-time = Czas
admin-actor = Wykonawca
admin-event = Zdarzenie
admin-outcome = Wynik
admin-any = Dowolny
admin-success = Powodzenie
admin-failure = Niepowodzenie
admin-provider = Dostawca
admin-person = Osoba
admin-since = Od dnia
admin-until = Do dnia
admin-days-of = Dni zaczynają się o północy w strefie czasowej { $zone }.
admin-about = Dotyczy
admin-profile = Profil
admin-last-events = Ostatnie zdarzenia
admin-all-events = Pokaż wszystkie zdarzenia
admin-all-users = Wszyscy użytkownicy
admin-address = Adres IP
admin-details = Szczegóły
admin-filter = Filtruj
admin-show-all = Pokaż wszystko
admin-export = Eksportuj jako CSV
admin-statistics-about = Logowania z ostatnich 30 dni według dostawcy i wyniku. Wybierz dzień, aby zobaczyć jego zdarzenia.
admin-scale = pełna wysokość: { $count } dziennie
admin-succeeded =
    { $count ->
        [one] { $count } udane
        [few] { $count } udane
       *[many] { $count } udanych
    }
admin-failed =
    { $count ->
        [one] { $count } nieudane
        [few] { $count } nieudane
       *[many] { $count } nieudanych
    }
admin-chart = { $name } – udane: { $succeeded }, nieudane: { $failed }
admin-configuration-status = Stan konfiguracji
    .about = Aktywna konfiguracja. Zmiany w plikach i na tych stronach są przejmowane automatycznie; wczytać ją ponownie możesz w każdej chwili.
admin-version = Wersja { $number }
admin-definitions =
    { $official ->
        [one] { $official } definicja oficjalna
        [few] { $official } definicje oficjalne
       *[many] { $official } definicji oficjalnych
    }, własne: { $custom }
admin-reload = Wczytaj ponownie
admin-reload-failed = Nie udało się ponownie wczytać ustawień. Nadal obowiązują poprzednie.
admin-problems = Problemy
admin-no-problems = Brak problemów.
admin-rules = Reguły forward-auth
admin-rules-about = Dla aplikacji za serwerem proxy. Decyduje pierwsza reguła, która pasuje do żądania; jeśli żadna nie pasuje, przechodzi każdy, kto jest zalogowany. Zmienia się je w konfiguracji, a zmiana obowiązuje od następnego żądania.
admin-no-rules = Nie ma reguł: do aplikacji za serwerem proxy przechodzi każdy, kto jest zalogowany.
admin-nodes = Węzły
    .about = Serwery, które korzystają z tej bazy danych. Każdy co minutę zapisuje, z czym pracuje; tu jest podane, co różni się od tego węzła.
admin-this-node = ten węzeł
admin-node-since = działa od { $moment }
admin-node-seen = ostatnio widziany { $moment }
admin-node-other-version = Działa w innej wersji niż ten węzeł. Zaktualizuj wszystkie węzły do tej samej wersji.
admin-node-other-setting = Jego konfiguracja ma inne ustawienie { $name } niż ten węzeł.
admin-node-other-provider = Jego konfiguracja ma innego dostawcę { $name } niż ten węzeł.
admin-node-lacks-provider = Jego konfiguracja nie ma dostawcy { $name }, a ten węzeł go ma.
admin-node-has-provider = Jego konfiguracja ma dostawcę { $name }, a ten węzeł go nie ma.
admin-node-other-definition = Ma inną definicję { $name } niż ten węzeł.
admin-node-lacks-definition = Nie ma definicji { $name }, a ten węzeł ją ma.
admin-node-has-definition = Ma definicję { $name }, a ten węzeł jej nie ma.
admin-node-lacks-key = Nie może odczytać tego, co szyfruje ten węzeł: brakuje mu klucza { $key }. Najpierw podaj wszystkim węzłom klucze STARY,NOWY, a dopiero potem wszystkim NOWY,STARY.
admin-node-has-key = Szyfruje kluczem { $key }, którego ten węzeł nie ma. Najpierw podaj wszystkim węzłom klucze STARY,NOWY, a dopiero potem wszystkim NOWY,STARY.
admin-node-clock-ahead = Jego zegar wyprzedza zegar bazy danych o { $seconds } s, dlatego logowania między węzłami się nie udają. Zsynchronizuj go.
admin-node-clock-behind = Jego zegar spóźnia się względem zegara bazy danych o { $seconds } s, dlatego logowania między węzłami się nie udają. Zsynchronizuj go.
admin-untrusted-proxy = Wszystkie żądania przychodzą z adresu { $address } i mają nagłówki X-Forwarded, które są pomijane, więc wszyscy mają ten sam adres w limitach i dziennikach. Jeśli to Twój serwer proxy, dodaj poniższy wiersz pod [network] w config.toml i uruchom ponownie: { $line }
admin-credential-ends = Dane uwierzytelniające { $credential } dostawcy { $provider } wygasają { $date }. Utwórz u dostawcy nowe i wprowadź je z ich datą.
admin-credential-ended = Dane uwierzytelniające { $credential } dostawcy { $provider } wygasły { $date }. Utwórz u dostawcy nowe i wprowadź je z ich datą.
admin-name = Nazwa
admin-state = Stan
admin-enabled = Włączony
admin-seen = Ostatnie logowanie
admin-added = Dodano
admin-actions = Działania
admin-pages = Strony
admin-previous-page = Poprzednia
admin-next-page = Następna
admin-shown =
    { $count ->
        [0] Nic nie znaleziono
       *[other] { $first }–{ $last } z { $count }
    }
admin-counted =
    { $count ->
        [0] Nic nie znaleziono
        [one] 1 zdarzenie
        [few] { $count } zdarzenia
       *[many] { $count } zdarzeń
    }
admin-more-than = Zdarzenia: ponad { $count }
admin-newer-events = Nowsze zdarzenia
admin-follow = Na żywo
admin-no-provider = Brak (hasło)
admin-search-about = Szukaj stron, osób, dostawców i aplikacji
admin-nothing-found = Nic nie ma w nazwie „{ $query }”.
admin-add-provider = Dodaj dostawcę
admin-add-app = Dodaj aplikację
admin-access-requests = Prośby o dostęp
admin-tokens = Tokeny API
    .about = Programy używają ich do API administracyjnego. Token tworzy się na serwerze, gdzie jest pokazywany jeden raz:
admin-expires = Wygasa
admin-expired = wygasł
admin-last-used = Ostatnio użyty
admin-never = nigdy
admin-revoke = Unieważnij
admin-notice-token-revoked = Token API { $name } został unieważniony.
admin-documentation = Dokumentacja
admin-api = API administracyjne
admin-branding = Wygląd
    .about = Wypróbuj wygląd strony logowania. Nic się tu nie zapisuje: osoba prowadząca serwer kopiuje poniższe wiersze do jego konfiguracji i uruchamia go ponownie.
    .text = Tekst pod nagłówkiem
    .accent = Kolor przycisków i linków
    .links = Linki pod przyciskami, po jednym w wierszu
    .variables = Zmienne arkusza stylów, po jednej w wierszu
    .dark = To samo dla ciemnych stron
    .show = Pokaż
    .preview = Podgląd
    .lines = Do konfiguracji
