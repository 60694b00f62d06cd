### La richiesta di accesso a un’applicazione a cui l’accesso è stato negato.

access-title = Chiedere l’accesso a { $application }?
    .about = Gli amministratori vedono il tuo nome, l’applicazione e la data e l’ora della richiesta.
    .yes = Chiedi l’accesso
access-asked = Hai chiesto l’accesso a { $application }
    .about = Gli amministratori vedono la tua richiesta. Quando ti avranno dato l’accesso, apri di nuovo l’applicazione.
    .open = Apri l’applicazione
