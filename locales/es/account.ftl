### La página de la cuenta.

account-title = Su cuenta

account-verified = verificada
account-not-verified = no verificada
account-no-email = Sin dirección de correo electrónico
account-email-lost = Otra persona ha verificado { $email }, por lo que esta cuenta ya no tiene esa dirección. Si la dirección es suya, consulte a su administrador.
account-email = Correo electrónico
account-name = Nombre completo
account-username = Nombre de usuario
account-first-name = Nombre
account-last-name = Apellidos
account-groups = Grupos
account-role = Rol
account-administrator = Administrador
account-from = de { $provider }
account-set-here = definido aquí
account-picture-from = Imagen de { $provider }

account-links = Proveedores vinculados
account-linked-since = Vinculado desde el { $time }
account-last-used = último uso: { $time }
account-no-links = Su cuenta no tiene ningún proveedor vinculado.
account-provider-removed = Este proveedor se ha eliminado. El vínculo volverá a funcionar si se añade de nuevo el proveedor.
account-provider-disabled = Este proveedor está desactivado.
account-unlink = Desvincular
account-only-link = Es la única forma que tiene de iniciar sesión. Vincule otro proveedor antes de desvincular este.
account-link-another = Vincular otro proveedor
    .about = Después podrá iniciar sesión con cualquiera de ellos.
account-link = Vincular { $provider }

account-home = Sus apps
    .empty = Todavía no hay ninguna app que pueda abrir aquí.
account-apps = Apps que utiliza
    .about = Al revocar el acceso, estas apps dejan de tener sus datos; la próxima vez volverán a pedirle permiso.
account-app-since = desde el { $time }
account-revoke-app = Revocar
account-sessions = Sesiones
    .about = Dónde tiene la sesión iniciada. Cierre las sesiones que no reconozca.
account-this-browser = Este navegador
account-unknown-browser = Navegador desconocido
account-device = { $browser } en { $system }
account-with-provider = con { $provider }
account-with-password = con contraseña o llave de acceso
account-signed-in = iniciada: { $time }
account-last-active = última actividad: { $time }
account-end-session = Cerrar sesión
account-end-other-sessions = Cerrar todas las demás sesiones

account-confirm = ¿Vincular este proveedor?
    .about = Acaba de iniciar sesión con { $provider }, que aún no está vinculado a ninguna cuenta. ¿Quiere vincularlo a la cuenta que está utilizando ahora?
    .identity = Identidad
    .account = Su cuenta
    .yes = Vincular y continuar
    .no = No vincular

account-notice-linked = Se ha vinculado { $provider }. Ya puede iniciar sesión con este proveedor.
account-notice-unlinked = { $provider } ya no está vinculado.
account-notice-second-factor-removed = Los códigos de un solo uso están desactivados.
account-notice-session-ended = Sesión cerrada.
account-notice-other-sessions-ended =
    { $count ->
        [0] No había ninguna otra sesión.
        [one] Se ha cerrado la otra sesión.
       *[other] Se han cerrado las otras { $count } sesiones.
    }
account-notice-sessions-ended =
    { $count ->
        [0] No había ninguna sesión abierta.
        [one] Se ha cerrado 1 sesión.
       *[other] Se han cerrado { $count } sesiones.
    }

account-password-title = Cambiar la contraseña
account-password-about = Introduzca su contraseña actual y la que utilizará a partir de ahora. Se cierran todas sus demás sesiones.
account-password-current = Contraseña actual
account-password-new = Nueva contraseña
account-password-wrong = Esta no es su contraseña.
account-notice-password-changed = Se ha cambiado su contraseña.
