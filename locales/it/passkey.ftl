### Accedere con una passkey, aggiungerla e rimuoverla.

passkey-title = Passkey

passkey-sign-in = Accedi con una passkey
passkey-needs-script = Le passkey richiedono JavaScript. Puoi accedere con la password.
passkey-cancelled = Non è stata usata nessuna passkey. Riprova oppure accedi in un altro modo.
passkey-no-answer = Il server non ha risposto. Riprova tra un momento.

passkey-about = Con una passkey accedi tramite l’impronta digitale, il volto o il PIN del tuo dispositivo. Funziona solo per questo sito, quindi nessun altro sito può chiederla. La password resta valida.
passkey-none = Non hai ancora nessuna passkey.
passkey-count = { $count ->
    [one] Hai una passkey.
   *[other] Hai { $count } passkey.
}
passkey-manage = Gestisci le passkey
passkey-name = Nome
    .help = Per riconoscerla, ad esempio il dispositivo o il gestore di password che la conserva.
passkey-default-name = Passkey
passkey-add = Aggiungi una passkey
passkey-added = La passkey è stata aggiunta. Da ora puoi usarla per accedere.
passkey-not-added = Non è stata aggiunta nessuna passkey. Riprova quando vuoi.
passkey-exists = Questo dispositivo o gestore di password ha già una passkey per il tuo account.
passkey-unsupported = Questo browser non può creare passkey. Usa un browser aggiornato, a un indirizzo che inizia con https.
passkey-add-needs-script = Per aggiungere una passkey è necessario JavaScript.
passkey-full = Hai già il numero massimo di passkey per un account. Rimuovine una per aggiungerne un’altra.
passkey-created = Aggiunta: { $time }
passkey-last-used = ultimo utilizzo: { $time }
passkey-never-used = non ancora usata
passkey-elsewhere = Funziona solo su { $host }
    .about = Questa passkey è stata creata quando il server aveva un altro indirizzo. Tornerà a funzionare quando il server avrà quell’indirizzo; altrimenti rimuovila e aggiungine una nuova.
passkey-unavailable = I browser accettano le passkey solo per i nomi host, mentre questo server si trova all’indirizzo { $address }. Per usarle, imposta public_url su un nome host.
passkey-remove = Rimuovi
    .question = Non potrai più accedere con questa passkey. Rimuovila anche dal dispositivo o dal gestore di password che la conserva.
passkey-remove-confirm = Rimuovi { $name }
passkey-removed = La passkey è stata rimossa.
passkey-go-on = Continua
