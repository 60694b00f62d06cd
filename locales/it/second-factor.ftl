### Accedere con un secondo fattore, attivarlo e disattivarlo.

second-factor-title = Secondo fattore

second-factor-about = Inserisci il codice mostrato dalla tua app di autenticazione oppure uno dei tuoi codici di recupero.
second-factor-code = Codice
    .help = Sei cifre, oppure un codice di recupero come ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Continua
second-factor-back = Torna all’accesso
second-factor-refused = Il codice non è valido
    .help = Ogni codice funziona una sola volta e per circa un minuto. Attendi il successivo e controlla che l’orologio del telefono sia giusto. Senza il telefono, usa un codice di recupero; senza l’uno e l’altro, rivolgiti a chi gestisce questo server.

second-factor-account-title = Proteggi il tuo account
second-factor-account-about = La tua password da sola basta per amministrare questo server. Proteggilo con una di queste opzioni o con entrambe.
second-factor-codes = Codici monouso
    .about = L’accesso con la password richiede allora anche un codice di un’app di autenticazione: una password rubata non basta.
second-factor-scan = Scansiona questa immagine con un’app di autenticazione.
second-factor-qr-code = Codice QR per l’app di autenticazione
second-factor-type-secret = Oppure inserisci questa chiave nell’app:
second-factor-type-code = Inserisci il codice mostrato dall’app.
second-factor-digits = Sei cifre.
second-factor-wrong = Non è il codice attuale di questa chiave. Inserisci quello mostrato dall’app.
second-factor-turn-on = Attiva
second-factor-later = Non ora
second-factor-is-on = I codici monouso sono attivi dal { $time }.
second-factor-is-off = Non attivi: per accedere basta la password.
second-factor-codes-left = { $count ->
    [one] Resta un codice di recupero.
   *[other] Restano { $count } codici di recupero.
}
second-factor-new-codes = Nuovi codici di recupero
second-factor-turn-off = Disattiva
    .question = Per accedere basterà la password.
second-factor-change = Modifica
second-factor-to-account = Il tuo account
second-factor-turned-on = I codici monouso sono attivi.
second-factor-recovery-codes = Codici di recupero
    .about = Conserva questi codici dove puoi trovarli senza il telefono. Ognuno permette di accedere una volta al posto di un codice dell’app. Vengono mostrati solo ora; i codici precedenti non funzionano più.
second-factor-kept = Li ho conservati
