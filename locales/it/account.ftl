### La pagina dell’account.

account-title = Il tuo account

account-verified = verificato
account-not-verified = non verificato
account-no-email = Nessun indirizzo email
account-email-lost = { $email } è stato verificato da un’altra persona, quindi questo account non ha più quell’indirizzo. Se l’indirizzo è tuo, rivolgiti all’amministratore.
account-email = Indirizzo email
account-name = Nome completo
account-username = Nome utente
account-first-name = Nome
account-last-name = Cognome
account-groups = Gruppi
account-role = Ruolo
account-administrator = Amministratore
account-from = da { $provider }
account-set-here = impostato qui
account-picture-from = Immagine da { $provider }

account-links = Provider collegati
account-linked-since = Collegato dal { $time }
account-last-used = ultimo utilizzo: { $time }
account-no-links = Nessun provider è collegato al tuo account.
account-provider-removed = Questo provider è stato rimosso. Il collegamento tornerà a funzionare se il provider viene aggiunto di nuovo.
account-provider-disabled = Questo provider è disattivato.
account-unlink = Scollega
account-only-link = È l’unico modo che hai per accedere. Collega un altro provider prima di scollegare questo.
account-link-another = Collega un altro provider
    .about = Potrai poi accedere con uno qualsiasi di essi.
account-link = Collega { $provider }

account-home = Le tue app
    .empty = Non c’è ancora nessuna app che puoi aprire qui.
account-apps = App che usi
    .about = Se revochi l’accesso, queste app non possono più usare i tuoi dati; la volta successiva ti chiederanno di nuovo il consenso.
account-app-since = dal { $time }
account-revoke-app = Revoca
account-sessions = Sessioni
    .about = Dove hai effettuato l’accesso. Termina le sessioni che non riconosci.
account-this-browser = Questo browser
account-unknown-browser = Browser sconosciuto
account-device = { $browser } su { $system }
account-with-provider = con { $provider }
account-with-password = con password o passkey
account-signed-in = accesso: { $time }
account-last-active = ultima attività: { $time }
account-end-session = Termina sessione
account-end-other-sessions = Termina tutte le altre sessioni

account-confirm = Collegare questo provider?
    .about = Hai appena effettuato l’accesso con { $provider }, che non è ancora collegato a un account. Vuoi collegarlo all’account che stai usando adesso?
    .identity = Identità
    .account = Il tuo account
    .yes = Collega e continua
    .no = Non collegare

account-notice-linked = { $provider } è collegato. Ora puoi usarlo per accedere.
account-notice-unlinked = { $provider } non è più collegato.
account-notice-second-factor-removed = I codici monouso sono disattivati.
account-notice-session-ended = Sessione terminata.
account-notice-other-sessions-ended =
    { $count ->
        [0] Non c’erano altre sessioni.
        [one] L’altra sessione è stata terminata.
       *[other] Tutte le altre { $count } sessioni sono state terminate.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Non c’erano sessioni aperte.
        [one] 1 sessione è stata terminata.
       *[other] { $count } sessioni sono state terminate.
    }

account-password-title = Cambia password
account-password-about = Inserisci la password attuale e quella che userai da ora in poi. Tutte le tue altre sessioni vengono terminate.
account-password-current = Password attuale
account-password-new = Nuova password
account-password-wrong = Questa non è la tua password.
account-notice-password-changed = La tua password è stata cambiata.
