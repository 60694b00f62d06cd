### Parole comuni a più pagine.

common-home = Vai alla pagina iniziale
common-home-of = Vai a { $name }
common-try-again = Riprova
common-sign-out = Esci
common-skip = Vai al contenuto
common-save = Salva
common-account = Il tuo account
common-administration = Amministrazione
common-copy = Copia
common-copied = Copiato
common-code = Codice
common-reference = Riferimento
common-cause = Dettagli per gli amministratori
    .note = Solo gli amministratori vedono queste informazioni.
common-language = Lingua
common-language-unreviewed = traduzione automatica, non revisionata
common-language-reviewed = revisionata da { $who }
common-language-of-browser = Usa la lingua del browser
