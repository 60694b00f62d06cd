### Strona konta.

account-title = Twoje konto
account-verified = potwierdzony
account-not-verified = niepotwierdzony
account-no-email = Brak adresu e-mail
account-email-lost = Adres { $email } potwierdził ktoś inny, dlatego nie należy już do tego konta. Jeśli to Twój adres, zwróć się do administratora.
account-email = Adres e-mail
account-name = Imię i nazwisko
account-username = Nazwa użytkownika
account-first-name = Imię
account-last-name = Nazwisko
account-groups = Grupy
account-role = Rola
account-administrator = Administrator
account-from = od dostawcy { $provider }
account-set-here = ustawione tutaj
account-picture-from = Zdjęcie od dostawcy { $provider }
account-links = Powiązani dostawcy
account-linked-since = Powiązany od { $time }
account-last-used = ostatnio użyty { $time }
account-no-links = Z Twoim kontem nie jest powiązany żaden dostawca.
account-provider-removed = Ten dostawca został usunięty. Powiązanie znów zadziała, gdy zostanie ponownie dodany.
account-provider-disabled = Ten dostawca jest wyłączony.
account-unlink = Usuń powiązanie
account-only-link = To jedyny sposób, w jaki możesz się zalogować. Zanim usuniesz to powiązanie, powiąż innego dostawcę.
account-link-another = Powiąż kolejnego dostawcę
    .about = Potem możesz się logować przez dowolnego z nich.
account-link = Powiąż: { $provider }
account-home = Twoje aplikacje
    .empty = Nie ma tu jeszcze żadnej aplikacji, którą możesz otworzyć.
account-apps = Aplikacje, z których korzystasz
    .about = Gdy cofniesz aplikacji dostęp, straci to, co od Ciebie ma; następnym razem zapyta ponownie.
account-app-since = od { $time }
account-revoke-app = Cofnij dostęp
account-sessions = Sesje
    .about = Przeglądarki, w których masz otwartą sesję. Zakończ każdą sesję, której nie rozpoznajesz.
account-this-browser = Ta przeglądarka
account-unknown-browser = Nieznana przeglądarka
account-device = { $browser }, system { $system }
account-with-provider = przez { $provider }
account-with-password = hasłem lub kluczem dostępu
account-signed-in = zalogowanie { $time }
account-last-active = ostatnia aktywność { $time }
account-end-session = Zakończ sesję
account-end-other-sessions = Zakończ wszystkie inne sesje
account-confirm = Powiązać tego dostawcę?
    .about = Zalogowano Cię przez { $provider }, ale ta tożsamość nie jest jeszcze powiązana z żadnym kontem. Czy chcesz powiązać ją z kontem, z którego teraz korzystasz?
    .identity = Tożsamość
    .account = Twoje konto
    .yes = Powiąż i kontynuuj
    .no = Nie wiąż
account-notice-linked = Dostawca { $provider } jest powiązany. Możesz się teraz przez niego logować.
account-notice-unlinked = Dostawca { $provider } nie jest już powiązany.
account-notice-second-factor-removed = Kody jednorazowe są wyłączone.
account-notice-session-ended = Sesja została zakończona.
account-notice-other-sessions-ended =
    { $count ->
        [0] Nie było żadnej innej sesji.
        [one] Inna sesja została zakończona.
        [few] Zakończono { $count } inne sesje.
       *[many] Zakończono { $count } innych sesji.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Żadna sesja nie była otwarta.
        [one] Zakończono 1 sesję.
        [few] Zakończono { $count } sesje.
       *[many] Zakończono { $count } sesji.
    }
account-password-title = Zmień hasło
account-password-about = Wpisz dotychczasowe hasło i nowe, którego będziesz od teraz używać. Wszystkie Twoje inne sesje zostaną zakończone.
account-password-current = Dotychczasowe hasło
account-password-new = Nowe hasło
account-password-wrong = To nie jest Twoje hasło.
account-notice-password-changed = Hasło zostało zmienione.
