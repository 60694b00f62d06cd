### Solicitar acceso a una aplicación cuyo acceso se ha denegado.

access-title = ¿Solicitar acceso a { $application }?
    .about = Los administradores ven su nombre, la aplicación y la fecha y la hora de la solicitud.
    .yes = Solicitar acceso
access-asked = Ha solicitado acceso a { $application }
    .about = Los administradores ven su solicitud. Cuando le hayan dado acceso, abra de nuevo la aplicación.
    .open = Abrir la aplicación
