### La pagina di accesso.

login-title = Accedi
login-heading = Accedi a { $name }
login-with-provider = Accedi con { $provider }
login-last-used = Ultimo usato
login-signed-out = La disconnessione è stata completata.
login-tried = Hai provato ad accedere con { $provider }.
login-none-ready = Non è ancora disponibile nessun provider di accesso. Se gestisci questo server, il motivo è indicato nel suo log.
login-other-host = Hai aperto questa pagina a un altro indirizzo. L’accesso funziona solo all’indirizzo { $url }.
login-go-there = Vai all’indirizzo corretto
login-find = Cerca un provider
login-search = Cerca
login-none-found = Nessun provider corrispondente.
login-with-password = Accedi con una password
login-email = Indirizzo email
login-password = Password
login-wrong-password = Indirizzo email o password errati
login-link-pending = Per collegare { $provider } al tuo account, accedi come fai di solito. Ti chiederemo poi di confermare.
login-link-now = Hai già effettuato l’accesso: collega ora

login-signing-in = Accesso in corso…
login-go-on = Continua

login-choose-server = Su quale server hai un account?
login-other-way = Accedi in un altro modo
