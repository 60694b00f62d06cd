### I token di accesso personali: la pagina dell’account e l’elenco nella pagina di una persona.

personal-token-title = Token di accesso personali
personal-token-about = Un token fa entrare un programma dove potresti entrare tu: uno script, un televisore, un’app mobile. Vale solo per le app e gli host che scegli e fino alla sua scadenza. Non sostituisce un secondo fattore.
personal-token-none = Non hai nessun token di accesso personale.
personal-token-count = { $count ->
    [one] Hai un token di accesso personale.
   *[other] Hai { $count } token di accesso personali.
}
personal-token-manage = Gestisci i token
personal-token-add = Crea un token
personal-token-ends = valido fino al { $time }
personal-token-ended = scaduto
personal-token-last-used = ultimo utilizzo: { $time }
personal-token-never-used = non ancora usato

personal-token-name = Nome
    .help = Il programma che lo ha, ad esempio “Televisore”.
personal-token-days = Giorni fino alla scadenza
    .help = Da 1 a 365.
personal-token-apps = App
personal-token-hosts = Host
    .help = Uno per riga, ad esempio photos.example.com, oppure *.example.com per tutti gli host di un dominio. Scegli almeno un’app o un host.
personal-token-make = Crea token
personal-token-not-fresh = Per creare un token, accedi di nuovo. Poi tornerai a questa pagina.
personal-token-sign-in-again = Accedi di nuovo
personal-token-full = Hai già il numero massimo di token per un account. Revocane uno per crearne un altro.
personal-token-wrong-name = Il nome di un token ha da 1 a { $most } caratteri.
personal-token-wrong-days = Inserisci un numero intero da 1 a { $most }.
personal-token-wrong-host = “{ $host }” non è un host. Scrivi photos.example.com o *.example.com, senza https:// e senza percorso.
personal-token-wrong-app = Non c’è nessuna app “{ $app }” per cui un token possa valere.
personal-token-wrong-nowhere = Scegli almeno un’app o un host.
personal-token-wrong-too-many = Un token vale al massimo per 20 app e 20 host.

personal-token-made = Il token { $name } è pronto
    .about = Copia il token ora. Non viene mostrato di nuovo.
    .use = Il programma lo invia come “Authorization: Bearer” o come password, con o senza il tuo nome utente.
personal-token-token = Token
personal-token-revoke = Revoca
    .question = I programmi che hanno questo token vengono respinti subito.
personal-token-revoke-confirm = Revoca { $name }
personal-token-revoked = Il token è stato revocato.
personal-token-to-account = Vai al tuo account
