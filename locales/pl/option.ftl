### Opcje oficjalnych definicji: teksty ich przełączników.

option-discord-servers = Serwery jako grupy
    .about = Grupami są ID serwerów, na których ktoś jest.
option-discord-roles = Role jako grupy
    .about = Grupami są ID ról danej osoby na jednym serwerze. Wpisz powyżej jego ID; kto na nim nie jest, nie ma żadnych.
option-github-organizations = Organizacje jako grupy
    .about = Grupami są loginy organizacji, które zatwierdziły tę aplikację. Zmiana loginu organizacji zwalnia poprzedni.
option-github-teams = Zespoły jako grupy
    .about = Grupami są zespoły, zapisane jako organizacja/zespół, z organizacji, które zatwierdziły tę aplikację.
option-gitlab-roles = Role w grupach jako grupy
    .about = Dodatkowe grupy dla bezpośrednich członków: owner:ścieżka, maintainer:ścieżka i developer:ścieżka.
option-googleworkspace-groups = Grupy
    .about = Grupami są ich adresy, tak jak podaje je Cloud Identity API.
