### Pytania przed wykonaniem czynności: kogo lub czego dotyczy i co z niej wyniknie.

confirm-sessions =
    { $count ->
        [0] Żadna sesja nie jest otwarta, więc żadna się nie zakończy.
        [one] 1 sesja zakończy się od razu.
        [few] { $count } sesje zakończą się od razu.
       *[many] { $count } sesji zakończy się od razu.
    }
confirm-people =
    { $count ->
        [0] Nikt nie jest z nim powiązany.
        [one] Powiązana z nim jest 1 osoba.
        [few] Powiązane z nim są { $count } osoby.
       *[many] Powiązanych z nim jest { $count } osób.
    }
confirm-app-people =
    { $count ->
        [0] Nikt z niej jeszcze nie korzysta.
        [one] Korzysta z niej 1 osoba.
        [200] Korzysta z niej 200 osób lub więcej.
        [few] Korzystają z niej { $count } osoby.
       *[many] Korzysta z niej { $count } osób.
    }
confirm-links =
    { $count ->
        [0] Z kontem nie jest powiązany żaden dostawca.
        [one] Z konta zostanie usunięty 1 powiązany dostawca.
        [few] Z konta zostanie usuniętych { $count } powiązanych dostawców.
       *[many] Z konta zostanie usuniętych { $count } powiązanych dostawców.
    }
confirm-tokens =
    { $count ->
        [0] Żaden osobisty token dostępu nie straci ważności.
        [one] 1 osobisty token dostępu straci ważność od razu.
        [few] { $count } osobiste tokeny dostępu stracą ważność od razu.
       *[many] { $count } osobistych tokenów dostępu straci ważność od razu.
    }
confirm-no-undo = Tego nie można cofnąć.
confirm-delete-user = Trwale usunąć konto { $name }?
    .username = Nikt inny nie otrzyma nazwy użytkownika { $username }.
    .yes = Usuń trwale
confirm-disable-user = Zablokować konto { $name }?
    .about = Do czasu odblokowania ta osoba nie będzie mogła się zalogować, a aplikacje będą jej odmawiać dostępu.
    .yes = Zablokuj
confirm-promote = Nadać uprawnienia administratora: { $name }?
    .about = Administratorzy mogą tu zmieniać każdego dostawcę, każdego użytkownika i wszystko inne.
    .yes = Nadaj uprawnienia administratora
confirm-demote = Odebrać uprawnienia administratora: { $name }?
    .about = Uprawnienia nadawane przez dostawcę wracają przy następnym logowaniu przez niego.
    .yes = Odbierz uprawnienia administratora
confirm-sign-out-user = Zakończyć wszystkie sesje użytkownika { $name }?
    .about = Ta osoba może zalogować się ponownie.
    .yes = Zakończ wszystkie sesje
confirm-rename = Zmienić nazwę użytkownika { $name } na { $username }?
    .about = W chwili otwarcia strony była to nazwa { $before }. Ktoś inny zmienił ją na { $now }.
    .yes = Zmień nazwę użytkownika
confirm-delete-provider = Usunąć dostawcę { $name }?
    .about = Powiązania zostaną zachowane i znów zadziałają po ponownym dodaniu tego samego dostawcy. To, co nadał, na przykład grupy i uprawnienia administratora, przestanie obowiązywać.
    .yes = Usuń dostawcę
confirm-delete-app = Usunąć aplikację { $name }?
    .about = Razem z nią znikną jej sekrety i wszystko, na co zezwolili jej użytkownicy, i nikt nie będzie mógł się do niej zalogować.
    .yes = Usuń aplikację
confirm-disable-provider = Wyłączyć dostawcę { $name }?
    .about = Do czasu ponownego włączenia nikt nie będzie mógł się przez niego zalogować. To, co nadał, przestanie obowiązywać.
    .yes = Wyłącz dostawcę
confirm-unlink = Usunąć powiązanie z dostawcą { $provider }?
    .about = Nie będzie już można się przez niego zalogować na Twoje konto.
    .yes = Usuń powiązanie z { $provider }
confirm-end-others = Zakończyć wszystkie inne sesje?
    .about = Ta sesja pozostanie otwarta.
    .yes = Zakończ wszystkie inne sesje
confirm-reorder = Zmienić kolejność?
    .now = W międzyczasie zmienił ją ktoś inny. Teraz jest taka: { $order }.
    .yours = Po Twojej zmianie byłaby taka: { $order }.
    .yes = Zapisz moją kolejność
confirm-revoke-token = Unieważnić token API { $name }?
    .about = Programy, które go używają, od razu utracą dostęp.
    .yes = Unieważnij
