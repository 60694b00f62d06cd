### I testi di ogni modulo: che cosa ha conservato, che cosa è cambiato nel frattempo e se l’operazione è davvero voluta.

form-kept = inserito
    .help = Non ancora salvato; viene conservato per dieci minuti. Lascia vuoto questo campo per usarlo.
form-lost = Un segreto che avevi inserito è stato conservato per dieci minuti e non c’è più. Inseriscilo di nuovo.
form-lost-here = Inseriscilo di nuovo.

form-session-ended = La tua sessione è terminata
    .about = Accedi di nuovo in un’altra scheda, poi continua qui. Ciò che hai scritto viene conservato per dieci minuti; non è stato salvato nulla.
form-sign-in = Accedi
form-go-on = Continua
form-restored = Hai effettuato di nuovo l’accesso e il modulo è come lo avevi lasciato. Non è stato ancora salvato nulla.
form-restored-about = Se non lo hai compilato tu, abbandona questa pagina.
form-gone = Ciò che avevi scritto è stato conservato per dieci minuti e non c’è più. Compila di nuovo il modulo.

form-changed-by = Ultimo salvataggio di { $name }
form-differences = Che cosa è cambiato mentre stavi modificando
    .about = Non è stato salvato nulla. Dove non hai modificato nulla, il modulo ha ripreso ciò che è stato salvato. Dove avete modificato entrambi, scegli un valore. Poi salva di nuovo.
form-field = Campo
form-before = Prima
form-now = Salvato nel frattempo
form-wanted = Il tuo valore
form-choose = Scegli un valore
form-empty = vuoto
form-on = attivo
form-off = non attivo
form-other-secret = un altro segreto
form-your-secret = il segreto che hai inserito
form-no-secret = il segreto presente prima

form-cancel = Annulla
form-changed-meanwhile = Il contenuto è cambiato mentre lo stavi guardando. Leggilo di nuovo, poi decidi.
