### Iniciar sesión con una llave de acceso, añadirla y eliminarla.

passkey-title = Llaves de acceso

passkey-sign-in = Iniciar sesión con una llave de acceso
passkey-needs-script = Las llaves de acceso necesitan JavaScript. Puede iniciar sesión con su contraseña.
passkey-cancelled = No se ha utilizado ninguna llave de acceso. Inténtelo de nuevo o inicie sesión de otra forma.
passkey-no-answer = El servidor no ha respondido. Inténtelo de nuevo en un momento.

passkey-about = Con una llave de acceso inicia sesión mediante su huella dactilar, su cara o el PIN de su dispositivo. Solo sirve para este sitio, así que ningún otro puede pedirla. Su contraseña sigue siendo válida.
passkey-none = Todavía no tiene ninguna llave de acceso.
passkey-count = { $count ->
    [one] Tiene una llave de acceso.
   *[other] Tiene { $count } llaves de acceso.
}
passkey-manage = Gestionar las llaves de acceso
passkey-name = Nombre
    .help = Para reconocerla, por ejemplo el dispositivo o el gestor de contraseñas que la guarda.
passkey-default-name = Llave de acceso
passkey-add = Añadir una llave de acceso
passkey-added = Se ha añadido la llave de acceso. A partir de ahora puede iniciar sesión con ella.
passkey-not-added = No se ha añadido ninguna llave de acceso. Inténtelo de nuevo cuando quiera.
passkey-exists = Este dispositivo o gestor de contraseñas ya tiene una llave de acceso para su cuenta.
passkey-unsupported = Este navegador no puede crear llaves de acceso. Utilice un navegador actualizado, en una dirección que empiece por https.
passkey-add-needs-script = Para añadir una llave de acceso se necesita JavaScript.
passkey-full = Tiene tantas llaves de acceso como puede tener una cuenta. Elimine una para añadir otra.
passkey-created = Añadida: { $time }
passkey-last-used = último uso: { $time }
passkey-never-used = aún sin usar
passkey-elsewhere = Solo funciona en { $host }
    .about = Esta llave de acceso se creó cuando este servidor tenía otra dirección. Volverá a funcionar cuando el servidor tenga esa dirección; si no, elimínela y añada una nueva.
passkey-unavailable = Los navegadores solo admiten llaves de acceso para nombres de host, y la dirección de este servidor es { $address }. Para utilizarlas, configure public_url con un nombre de host.
passkey-remove = Eliminar
    .question = Después ya no podrá iniciar sesión con esta llave de acceso. Elimínela también del dispositivo o del gestor de contraseñas que la guarda.
passkey-remove-confirm = Eliminar { $name }
passkey-removed = Se ha eliminado la llave de acceso.
passkey-go-on = Continuar
