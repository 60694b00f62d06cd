### Asking for access to an application that one was refused.

access-title = Um Zugang zu { $application } bitten?
    .about = Administratoren sehen Ihren Namen, die Anwendung und den Zeitpunkt.
    .yes = Um Zugang bitten
access-asked = Sie haben um Zugang zu { $application } gebeten
    .about = Administratoren sehen es. Öffnen Sie die Anwendung erneut, sobald Sie Zugang erhalten haben.
    .open = Anwendung öffnen
