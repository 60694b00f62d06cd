### Options des définitions officielles : les textes de leurs interrupteurs.

option-discord-servers = Serveurs comme groupes
    .about = Les groupes sont les identifiants des serveurs dont la personne fait partie.
option-discord-roles = Rôles comme groupes
    .about = Les groupes sont les identifiants des rôles sur un serveur. Saisissez son identifiant ci-dessus ; qui n’en fait pas partie n’en a aucun.
option-github-organizations = Organisations comme groupes
    .about = Les groupes sont les noms des organisations qui approuvent cette application. Qui en renomme une libère son nom.
option-github-teams = Équipes comme groupes
    .about = Les groupes sont des équipes, écrites organisation/équipe, des organisations qui approuvent cette application.
option-gitlab-roles = Rôles dans les groupes comme groupes
    .about = Groupes supplémentaires pour les membres directs : owner:chemin, maintainer:chemin et developer:chemin.
option-googleworkspace-groups = Groupes
    .about = Les groupes sont leurs adresses, telles que les donne la Cloud Identity API.
