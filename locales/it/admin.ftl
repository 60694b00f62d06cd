### Le pagine di amministrazione, tranne quelle di un singolo provider.

admin-providers = Provider
admin-apps = App
admin-users = Utenti
admin-sessions = Sessioni
admin-audit = Log di audit
admin-statistics = Statistiche
admin-configuration = Configurazione
admin-search = Cerca
admin-empty = Ancora nessun elemento.

admin-notice-saved = Salvato: { $name }.
admin-notice-provider-deleted = Eliminato: { $name }.
admin-notice-provider-enabled = Attivato: { $name }.
admin-notice-provider-disabled = Disattivato: { $name }.
admin-notice-reordered = Ordine salvato.
admin-notice-user-deleted = L’account di { $name } è stato eliminato.
admin-notice-user-disabled = L’account di { $name } è disattivato.
admin-notice-user-enabled = L’account di { $name } è attivato.
admin-notice-user-promoted = { $name } ora ha i diritti di amministratore.
admin-notice-user-demoted = { $name } non ha più i diritti di amministratore.
admin-notice-user-renamed = Il nome utente di { $name } è ora { $username }.
admin-notice-user-signed-out = Tutte le sessioni di { $name } sono state terminate.
admin-notice-session-ended = La sessione di { $name } è stata terminata.
admin-notice-reloaded = Configurazione ricaricata.

admin-administrator = Amministratore
admin-rights = Diritti
admin-disabled = Disattivato
admin-verified = verificato
admin-last-sign-in = ultimo accesso: { $time }
admin-never-signed-in = nessun accesso
admin-manage = Gestisci
admin-disable = Disattiva
admin-enable = Attiva
admin-promote = Rendi amministratore
admin-demote = Rimuovi i diritti di amministratore
admin-delete-user = Elimina definitivamente
admin-end-session = Termina sessione
admin-end-all-sessions = Termina tutte le sessioni
admin-application-id = ID nell’applicazione
admin-username = Nome utente
admin-rename = Cambia nome utente
admin-password = Password

admin-time = Data e ora
admin-actor = Autore
admin-event = Evento
admin-outcome = Esito
admin-any = Tutti
admin-success = Riuscito
admin-failure = Non riuscito
admin-provider = Provider
admin-person = Persona
admin-since = Dal giorno
admin-until = Al giorno
admin-days-of = I giorni iniziano a mezzanotte nel fuso orario { $zone }.
admin-about = Riguarda
admin-profile = Profilo
admin-last-events = Ultimi eventi
admin-all-events = Mostra tutti gli eventi
admin-all-users = Tutti gli utenti
admin-address = Indirizzo IP
admin-details = Dettagli
admin-filter = Filtra
admin-show-all = Mostra tutto
admin-export = Esporta come CSV

admin-statistics-about = Accessi degli ultimi 30 giorni, per provider ed esito. Scegli un giorno per vederne gli eventi.
admin-scale = altezza massima: { $count } al giorno
admin-succeeded =
    { $count ->
        [one] { $count } riuscito
       *[other] { $count } riusciti
    }
admin-failed =
    { $count ->
        [one] { $count } non riuscito
       *[other] { $count } non riusciti
    }
admin-chart = { $name }: { $succeeded } riusciti, { $failed } non riusciti

admin-configuration-status = Stato della configurazione
    .about = La configurazione attiva. Le modifiche ai file e in queste pagine vengono applicate automaticamente; puoi ricaricare in qualsiasi momento.
admin-version = Versione { $number }
admin-definitions =
    { $official ->
        [one] { $official } definizione ufficiale
       *[other] { $official } definizioni ufficiali
    }, { $custom } personalizzate
admin-reload = Ricarica
admin-reload-failed = Impossibile ricaricare le impostazioni. Restano attive quelle precedenti.
admin-problems = Problemi
admin-no-problems = Nessun problema.
admin-rules = Regole di forward-auth
admin-rules-about = Per le applicazioni dietro un proxy. Decide la prima regola che corrisponde a una richiesta; se nessuna corrisponde, passa chiunque abbia effettuato l’accesso. Si modificano nella configurazione, e una modifica vale dalla richiesta successiva.
admin-no-rules = Non ci sono regole: nelle applicazioni dietro un proxy passa chiunque abbia effettuato l’accesso.
admin-nodes = Nodi
    .about = I server che condividono questo database. Ognuno registra ogni minuto con che cosa lavora; qui è indicato ciò che differisce da questo.
admin-this-node = questo nodo
admin-node-since = in esecuzione dal { $moment }
admin-node-seen = visto l’ultima volta: { $moment }
admin-node-other-version = Esegue una versione diversa da quella di questo nodo. Aggiorna tutti i nodi alla stessa versione.
admin-node-other-setting = La sua configurazione ha per { $name } un valore diverso da quello di questo nodo.
admin-node-other-provider = La sua configurazione ha un provider { $name } diverso da quello di questo nodo.
admin-node-lacks-provider = La sua configurazione non ha un provider { $name }; questo nodo sì.
admin-node-has-provider = La sua configurazione ha un provider { $name }; questo nodo no.
admin-node-other-definition = Ha una definizione di { $name } diversa da quella di questo nodo.
admin-node-lacks-definition = Non ha una definizione di { $name }; questo nodo sì.
admin-node-has-definition = Ha una definizione di { $name }; questo nodo no.
admin-node-lacks-key = Non può leggere ciò che questo nodo cifra: non ha la chiave { $key }. Imposta prima su tutti i nodi le chiavi VECCHIA,NUOVA e solo dopo, su tutti, NUOVA,VECCHIA.
admin-node-has-key = Cifra con la chiave { $key }, che questo nodo non ha. Imposta prima su tutti i nodi le chiavi VECCHIA,NUOVA e solo dopo, su tutti, NUOVA,VECCHIA.
admin-node-clock-ahead = Il suo orologio è avanti di { $seconds } secondi rispetto a quello del database, quindi gli accessi tra i nodi non riescono. Sincronizzalo.
admin-node-clock-behind = Il suo orologio è indietro di { $seconds } secondi rispetto a quello del database, quindi gli accessi tra i nodi non riescono. Sincronizzalo.
admin-untrusted-proxy = Tutte le richieste arrivano da { $address } e contengono intestazioni X-Forwarded, che vengono ignorate: nei limiti e nei log tutte le persone hanno quindi lo stesso indirizzo. Se è il tuo proxy, aggiungi questa riga sotto [network] in config.toml e riavvia: { $line }
admin-credential-ends = La credenziale { $credential } di { $provider } scade il { $date }. Creane una nuova presso il provider e inseriscila con la sua data.
admin-credential-ended = La credenziale { $credential } di { $provider } è scaduta il { $date }. Creane una nuova presso il provider e inseriscila con la sua data.

admin-name = Nome
admin-state = Stato
admin-enabled = Attivato
admin-seen = Ultimo accesso
admin-added = Aggiunto
admin-actions = Azioni
admin-pages = Pagine
admin-previous-page = Precedente
admin-next-page = Successiva
admin-shown =
    { $count ->
        [0] Nessun risultato
       *[other] { $first }–{ $last } di { $count }
    }
admin-counted =
    { $count ->
        [0] Nessun risultato
        [one] 1 evento
       *[other] { $count } eventi
    }
admin-more-than = Più di { $count } eventi
admin-newer-events = Eventi più recenti
admin-follow = In diretta
admin-no-provider = Nessuno (password)

admin-search-about = Cerca pagine, persone, provider e app
admin-nothing-found = Nessun nome contiene “{ $query }”.
admin-add-provider = Aggiungi un provider
admin-add-app = Aggiungi un’app
admin-access-requests = Richieste di accesso

admin-tokens = Token API
    .about = I programmi li usano per l’API di amministrazione. Un token si crea sul server, dove viene mostrato una sola volta:
admin-expires = Scade
admin-expired = scaduto
admin-last-used = Ultimo utilizzo
admin-never = mai
admin-revoke = Revoca
admin-notice-token-revoked = Il token API { $name } è stato revocato.

admin-documentation = Documentazione
admin-api = API di amministrazione

admin-branding = Aspetto
    .about = Prova l’aspetto della pagina di accesso. Qui non viene salvato nulla: chi gestisce il server copia le righe sotto nella configurazione e lo riavvia.
    .text = Testo sotto il titolo
    .accent = Colore di pulsanti e link
    .links = Link sotto i pulsanti, uno per riga
    .variables = Variabili del foglio di stile, una per riga
    .dark = Le stesse per le pagine scure
    .show = Mostra
    .preview = Anteprima
    .lines = Per la configurazione
