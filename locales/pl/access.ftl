### Prośba o dostęp do aplikacji, którego komuś odmówiono.

access-title = Poprosić o dostęp do { $application }?
    .about = Administratorzy zobaczą Twoją nazwę, aplikację i czas prośby.
    .yes = Poproś o dostęp
access-asked = Poproszono o dostęp do { $application }
    .about = Administratorzy widzą tę prośbę. Gdy otrzymasz dostęp, otwórz aplikację ponownie.
    .open = Otwórz aplikację
