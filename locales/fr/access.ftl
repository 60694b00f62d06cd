### Asking for access to an application that one was refused.

access-title = Demander l’accès à { $application } ?
    .about = Les administrateurs voient votre nom, l’application et la date de votre demande.
    .yes = Demander l’accès
access-asked = Vous avez demandé l’accès à { $application }
    .about = Les administrateurs le voient. Une fois l’accès accordé, ouvrez de nouveau l’application.
    .open = Ouvrir l’application
