### Alternativ i officiella definitioner: texterna till deras reglage.

option-discord-servers = Servrar som grupper
    .about = Grupper är ID för de servrar som någon är med på.
option-discord-roles = Roller som grupper
    .about = Grupper är ID för någons roller på en server. Ange dess ID ovan; den som inte är med på den har inga.
option-github-organizations = Organisationer som grupper
    .about = Grupper är inloggningsnamnen på de organisationer som godkänner programmet. Den som byter namn på en organisation frigör dess namn.
option-github-teams = Team som grupper
    .about = Grupper är team, skrivna organisation/team, i de organisationer som godkänner programmet.
option-gitlab-roles = Roller i grupper som grupper
    .about = Ytterligare grupper för direkta medlemmar: owner:sökväg, maintainer:sökväg och developer:sökväg.
option-googleworkspace-groups = Grupper
    .about = Grupper är deras adresser, så som Cloud Identity API anger dem.
