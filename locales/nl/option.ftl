### Opties van officiële definities: de teksten van hun schakelaars.

option-discord-servers = Servers als groepen
    .about = De groepen zijn de ID’s van de servers waarvan iemand lid is.
option-discord-roles = Rollen als groepen
    .about = De groepen zijn de ID’s van iemands rollen op één server. Voer hierboven de ID van die server in; wie er geen lid van is, heeft er geen.
option-github-organizations = Organisaties als groepen
    .about = De groepen zijn de namen (login) van de organisaties die deze applicatie goedkeuren. Wie een organisatie hernoemt, geeft de oude naam vrij.
option-github-teams = Teams als groepen
    .about = De groepen zijn teams, geschreven als organisatie/team, van de organisaties die deze applicatie goedkeuren.
option-gitlab-roles = Rollen in groepen als groepen
    .about = Extra groepen voor directe leden: owner:pad, maintainer:pad en developer:pad.
option-googleworkspace-groups = Groepen
    .about = De groepen zijn hun adressen, zoals de Cloud Identity API ze vermeldt.
