### La pagina che un proxy mostra all’indirizzo di un’applicazione a chi non può aprirla.

elsewhere-no-access = Non hai accesso a { $application }
elsewhere-application = Applicazione
elsewhere-account = Accesso effettuato come
elsewhere-groups = È necessario uno di questi gruppi
elsewhere-ask = Usa un altro account oppure chiedi l’accesso all’amministratore, indicando il riferimento riportato sotto.
elsewhere-other-account = Usa un altro account
elsewhere-ask-here = Usa un altro account oppure chiedi l’accesso: gli amministratori vedranno la tua richiesta.
elsewhere-ask-access = Chiedi l’accesso
