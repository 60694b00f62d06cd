### Lo que dice cada formulario: qué ha conservado, qué ha cambiado entretanto y si de verdad se quiere hacer.

form-kept = introducido
    .help = Aún no se ha guardado; se conserva diez minutos. Deje este campo vacío para utilizarlo.
form-lost = Un secreto que introdujo se conservó diez minutos y ya no está. Introdúzcalo de nuevo.
form-lost-here = Introdúzcalo de nuevo.

form-session-ended = Su sesión ha terminado
    .about = Inicie sesión de nuevo en otra pestaña y continúe después aquí. Lo que ha escrito se conserva diez minutos y no se ha guardado nada.
form-sign-in = Iniciar sesión
form-go-on = Continuar
form-restored = Ha iniciado sesión de nuevo y el formulario está como lo dejó. Todavía no se ha guardado nada.
form-restored-about = Si no lo ha rellenado usted, abandone esta página.
form-gone = Lo que escribió se conservó diez minutos y ya no está. Rellene de nuevo el formulario.

form-changed-by = Guardado por última vez por { $name }
form-differences = Lo que ha cambiado mientras usted editaba
    .about = No se ha guardado nada. Donde usted no cambió nada, el formulario ha tomado lo guardado. Donde cambiaron algo ambos, elija un valor. Después, guarde de nuevo.
form-field = Campo
form-before = Antes
form-now = Guardado entretanto
form-wanted = Su valor
form-choose = Elija un valor
form-empty = vacío
form-on = activado
form-off = desactivado
form-other-secret = otro secreto
form-your-secret = el secreto que ha introducido
form-no-secret = el secreto que había

form-cancel = Cancelar
form-changed-meanwhile = Esto ha cambiado mientras lo consultaba. Léalo de nuevo y decida después.
