### Il primo avvio: la creazione del primo amministratore e i passaggi successivi.

setup-page = Configurazione iniziale
setup-title = Ti diamo il benvenuto in { $name }
setup-about = Hai aperto il link di configurazione, quindi puoi creare il primo amministratore. Userai questo account ora e ogni volta che nessun provider funziona.
setup-email = Il tuo indirizzo email
setup-password = Password
    .help = Almeno 12 caratteri difficili da indovinare, ad esempio quattro parole casuali.
setup-confirm-password = Conferma password
setup-create = Crea l’account amministratore
setup-then = Poi aggiungerai il tuo primo provider di accesso.

setup-problem = Correggi il campo sotto e inserisci di nuovo la password.
setup-problem-email = Inserisci un indirizzo email valido.
setup-problem-email-taken = Un utente ha verificato questo indirizzo. Inseriscine un altro. “vestibule admin reset” sul server mostra di quale utente si tratta.
setup-problem-too-short = La password è troppo corta. Usa almeno 12 caratteri.
setup-problem-too-long = La password è troppo lunga. Usa al massimo 1024 caratteri.
setup-problem-like-address = La password è troppo simile al tuo indirizzo email. Usa parole che non hanno nulla a che fare con esso.
setup-problem-common = La password è facile da indovinare: molti usano questa o una molto simile. Usa quattro parole casuali.
setup-problem-repeats = La password è facile da indovinare: si ripete. Usa quattro parole casuali.
setup-problem-sequence = La password è facile da indovinare: è una sequenza. Usa quattro parole casuali.
setup-problem-keyboard = La password è facile da indovinare: è uno schema sulla tastiera. Usa quattro parole casuali.
setup-problem-names = La password è facile da indovinare: è composta da nomi. Aggiungi parole casuali.
setup-problem-dates = La password è facile da indovinare: è composta da date. Usa quattro parole casuali.
setup-problem-words = La password è facile da indovinare: è composta da poche parole comuni. Aggiungi una o due parole casuali.
setup-problem-different = Le password non coincidono.

setup-strength = Robustezza della password
setup-strength-very-weak = Molto debole
setup-strength-weak = Debole
setup-strength-fair = Non abbastanza robusta
setup-strength-strong = Robusta
setup-strength-very-strong = Molto robusta

setup-not-set-up = Non ancora configurato
setup-find-link = Gestisci questo server? Il suo log mostra un link di configurazione valido per un’ora. Per ottenerne uno nuovo, esegui “vestibule admin setup” sul server.

setup-steps = Primi passi
setup-step-administrator = Amministratore
setup-step-choose = Scegli un provider
setup-step-enable = Provalo e attivalo
setup-step-sign-in = Accedi
setup-step-done = fatto

setup-ready = Ora è possibile accedere
setup-almost-ready = Quasi pronto
setup-your-providers = I tuoi provider
setup-none-enabled = Nessun provider è ancora attivato.
setup-next = Passi successivi
setup-next-try = Guarda ciò che vedranno gli altri: apri la pagina di accesso in un altro browser o in una finestra privata.
setup-sign-in-page = Pagina di accesso
setup-next-link = Collega il provider al tuo account, così puoi usarlo anche tu per accedere. Conserva la password come riserva.
setup-next-access = Decidi chi può accedere e chi è amministratore: imposta gruppi e domini email nelle impostazioni del provider.
setup-next-application = Proteggi la tua applicazione: nginx, Caddy e Traefik possono verificare qui ogni richiesta (docs/forward-auth.md).
setup-next-backup = Fai un backup dei dati con “vestibule backup FILE” e conserva una copia della chiave segreta altrove (docs/operations.md).
