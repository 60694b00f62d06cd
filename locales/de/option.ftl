### Optionen offizieller Definitionen: die Texte ihrer Schalter.

option-discord-servers = Server als Gruppen
    .about = Gruppen sind die IDs der Server, auf denen jemand ist.
option-discord-roles = Rollen als Gruppen
    .about = Gruppen sind die IDs der Rollen auf einem Server. Dessen ID oben eingeben; wer nicht darauf ist, hat keine.
option-github-organizations = Organisationen als Gruppen
    .about = Gruppen sind die Namen der Organisationen, die diese Anwendung zulassen. Wer eine umbenennt, gibt ihren Namen frei.
option-github-teams = Teams als Gruppen
    .about = Gruppen sind Teams, geschrieben Organisation/Team, der Organisationen, die diese Anwendung zulassen.
option-gitlab-roles = Rollen in Gruppen als Gruppen
    .about = Zusätzliche Gruppen für direkte Mitglieder: owner:Pfad, maintainer:Pfad und developer:Pfad.
option-googleworkspace-groups = Gruppen
    .about = Gruppen sind ihre Adressen, wie die Cloud Identity API sie nennt.
