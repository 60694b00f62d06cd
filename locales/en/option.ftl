### Options of official definitions: the texts of their switches, in English as the definition has them.

option-discord-servers = Servers as groups
    .about = Groups are the IDs of the servers that somebody is on.
option-discord-roles = Roles as groups
    .about = Groups are the IDs of somebody's roles on one server. Enter its ID above; who is not on it has none.
option-github-organizations = Organizations as groups
    .about = Groups are the logins of the organizations that approve this application. Whoever renames one sets its login free.
option-github-teams = Teams as groups
    .about = Groups are teams, written organization/team, of the organizations that approve this application.
option-gitlab-roles = Roles in groups as groups
    .about = Groups in addition, for direct members: owner:path, maintainer:path and developer:path.
option-googleworkspace-groups = Groups
    .about = Groups are their addresses, as the Cloud Identity API lists them.
