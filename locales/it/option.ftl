### Opzioni delle definizioni ufficiali: i testi dei loro interruttori.

option-discord-servers = Server come gruppi
    .about = I gruppi sono gli ID dei server di cui la persona fa parte.
option-discord-roles = Ruoli come gruppi
    .about = I gruppi sono gli ID dei ruoli della persona su un server. Inserisci sopra l’ID del server; chi non ne fa parte non ha gruppi.
option-github-organizations = Organizzazioni come gruppi
    .about = I gruppi sono i nomi (login) delle organizzazioni che approvano questa applicazione. Chi rinomina un’organizzazione ne libera il nome precedente.
option-github-teams = Team come gruppi
    .about = I gruppi sono i team, scritti organizzazione/team, delle organizzazioni che approvano questa applicazione.
option-gitlab-roles = Ruoli nei gruppi come gruppi
    .about = Gruppi aggiuntivi per i membri diretti: owner:percorso, maintainer:percorso e developer:percorso.
option-googleworkspace-groups = Gruppi
    .about = I gruppi sono i loro indirizzi, come li elenca l’API Cloud Identity.
