### Domande prima di un’operazione: chi o che cosa riguarda e quali conseguenze ha.

confirm-sessions =
    { $count ->
        [0] Non ci sono sessioni aperte, quindi non ne viene terminata nessuna.
        [one] 1 sessione viene terminata subito.
       *[other] { $count } sessioni vengono terminate subito.
    }
confirm-people =
    { $count ->
        [0] Nessuno lo ha collegato.
        [one] 1 persona lo ha collegato.
       *[other] { $count } persone lo hanno collegato.
    }
confirm-app-people =
    { $count ->
        [0] Non la usa ancora nessuno.
        [one] La usa 1 persona.
        [200] La usano almeno 200 persone.
       *[other] La usano { $count } persone.
    }
confirm-links =
    { $count ->
        [0] Nessun provider è collegato all’account.
        [one] 1 provider collegato viene rimosso dall’account.
       *[other] { $count } provider collegati vengono rimossi dall’account.
    }
confirm-tokens =
    { $count ->
        [0] Nessun token di accesso personale cessa di essere valido.
        [one] 1 token di accesso personale cessa subito di essere valido.
       *[other] { $count } token di accesso personali cessano subito di essere validi.
    }
confirm-no-undo = Questa operazione non può essere annullata.

confirm-delete-user = Eliminare definitivamente l’account di { $name }?
    .username = Nessun altro riceverà il nome utente { $username }.
    .yes = Elimina definitivamente
confirm-disable-user = Disattivare l’account di { $name }?
    .about = La persona non potrà accedere e le applicazioni la respingeranno finché non riattivi l’account.
    .yes = Disattiva
confirm-promote = Rendere amministratore { $name }?
    .about = Gli amministratori possono modificare ogni provider, ogni utente e qualsiasi altra cosa qui.
    .yes = Rendi amministratore
confirm-demote = Rimuovere i diritti di amministratore di { $name }?
    .about = I diritti concessi da un provider tornano al prossimo accesso con quel provider.
    .yes = Rimuovi i diritti di amministratore
confirm-sign-out-user = Terminare tutte le sessioni di { $name }?
    .about = La persona potrà accedere di nuovo.
    .yes = Termina tutte le sessioni
confirm-rename = Cambiare il nome utente di { $name } in { $username }?
    .about = Quando hai aperto la pagina era { $before }. Un’altra persona lo ha cambiato in { $now }.
    .yes = Cambia nome utente

confirm-delete-provider = Eliminare { $name }?
    .about = I collegamenti vengono conservati e torneranno a funzionare se aggiungi di nuovo lo stesso provider. Ciò che ha concesso, come gruppi e diritti di amministratore, non vale più.
    .yes = Elimina provider
confirm-delete-app = Eliminare { $name }?
    .about = Vengono eliminati anche i suoi segreti e tutto ciò che le persone le hanno consentito; nessuno potrà più accedervi.
    .yes = Elimina app
confirm-disable-provider = Disattivare { $name }?
    .about = Nessuno potrà usarlo per accedere finché non lo riattivi. Ciò che ha concesso non vale più.
    .yes = Disattiva provider

confirm-unlink = Scollegare { $provider }?
    .about = Non potrai più usarlo per accedere.
    .yes = Scollega { $provider }
confirm-end-others = Terminare tutte le altre sessioni?
    .about = La sessione attuale resta attiva.
    .yes = Termina tutte le altre sessioni

confirm-reorder = Cambiare l’ordine?
    .now = Un’altra persona lo ha cambiato nel frattempo. Ora è: { $order }.
    .yours = Con la tua modifica sarebbe: { $order }.
    .yes = Salva il mio ordine

confirm-revoke-token = Revocare il token API { $name }?
    .about = I programmi che lo usano vengono respinti subito.
    .yes = Revoca
