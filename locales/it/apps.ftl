### Le pagine tra un’applicazione e l’accesso.

apps-sign-in-for = Accedi per continuare su { $app }.
apps-consent-title = Consentire l’accesso a { $app }?
apps-consent-account = Hai effettuato l’accesso come { $account }.
apps-consent-about = { $app } vorrebbe conoscere:
apps-scope-openid = che hai effettuato l’accesso e chi sei qui
apps-scope-profile = il tuo nome, il tuo nome utente e la tua immagine
apps-scope-email = il tuo indirizzo email
apps-scope-groups = i tuoi gruppi
apps-scope-offline = tutto questo anche in tua assenza, finché non esci
apps-consent-allow = Consenti
apps-consent-deny = Nega

apps-sign-out-title = Uscire?
apps-sign-out-asked = { $app } ti chiede di uscire.
apps-sign-out-about = Uscirai da qui e da tutto ciò che usi con questo accesso.
apps-sign-out-yes = Esci
apps-sign-out-no = Non uscire

apps-device-title = Connetti un dispositivo
apps-device-about = Inserisci il codice mostrato dal tuo dispositivo o programma.
apps-device-code = Codice
apps-device-help = Otto lettere, ad esempio WDJB-MJHT.
apps-device-wrong = Nessun dispositivo è in attesa con questo codice. Confrontalo oppure richiedine un altro sul dispositivo.
apps-device-continue = Continua
apps-device-confirm = Accedere a { $app } su un dispositivo?
apps-device-compare = Confronta il codice con quello sul dispositivo:
apps-device-warning = Consenti solo se hai davanti a te il dispositivo o il programma e hai avviato tu questa operazione. In caso contrario, chi ti ha inviato un link o un codice accederebbe a tuo nome.
apps-device-allowed = Fatto
apps-device-denied = Negato
apps-device-go-on = { $app } continua da sola. Puoi chiudere questa pagina.
apps-device-nothing = { $app } non ottiene l’accesso. Puoi chiudere questa pagina.
