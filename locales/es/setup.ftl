### El primer arranque: crear el primer administrador y los pasos siguientes.

setup-page = Configuración inicial
setup-title = Le damos la bienvenida a { $name }
setup-about = Ha abierto el enlace de configuración, así que puede crear el primer administrador. Utilizará esta cuenta ahora y siempre que no funcione ningún proveedor.
setup-email = Su dirección de correo electrónico
setup-password = Contraseña
    .help = Al menos 12 caracteres difíciles de adivinar, por ejemplo cuatro palabras al azar.
setup-confirm-password = Confirmar la contraseña
setup-create = Crear la cuenta de administrador
setup-then = A continuación añadirá su primer proveedor de inicio de sesión.

setup-problem = Corrija el campo de abajo e introduzca de nuevo la contraseña.
setup-problem-email = Introduzca una dirección de correo electrónico válida.
setup-problem-email-taken = Un usuario ha verificado esta dirección. Introduzca otra. «vestibule admin reset» en el servidor muestra qué usuario es.
setup-problem-too-short = La contraseña es demasiado corta. Utilice al menos 12 caracteres.
setup-problem-too-long = La contraseña es demasiado larga. Utilice como máximo 1024 caracteres.
setup-problem-like-address = La contraseña se parece demasiado a su dirección de correo electrónico. Utilice palabras que no tengan nada que ver con ella.
setup-problem-common = La contraseña es fácil de adivinar: muchas personas utilizan esta o una muy parecida. Utilice cuatro palabras al azar.
setup-problem-repeats = La contraseña es fácil de adivinar: se repite. Utilice cuatro palabras al azar.
setup-problem-sequence = La contraseña es fácil de adivinar: es una secuencia. Utilice cuatro palabras al azar.
setup-problem-keyboard = La contraseña es fácil de adivinar: es un patrón del teclado. Utilice cuatro palabras al azar.
setup-problem-names = La contraseña es fácil de adivinar: está formada por nombres. Añada palabras al azar.
setup-problem-dates = La contraseña es fácil de adivinar: está formada por fechas. Utilice cuatro palabras al azar.
setup-problem-words = La contraseña es fácil de adivinar: está formada por pocas palabras comunes. Añada una o dos palabras al azar.
setup-problem-different = Las contraseñas no coinciden.

setup-strength = Seguridad de la contraseña
setup-strength-very-weak = Muy débil
setup-strength-weak = Débil
setup-strength-fair = Insuficiente
setup-strength-strong = Segura
setup-strength-very-strong = Muy segura

setup-not-set-up = Aún sin configurar
setup-find-link = ¿Administra este servidor? Su registro muestra un enlace de configuración válido durante una hora. Para obtener uno nuevo, ejecute «vestibule admin setup» en el servidor.

setup-steps = Primeros pasos
setup-step-administrator = Administrador
setup-step-choose = Elegir un proveedor
setup-step-enable = Probarlo y activarlo
setup-step-sign-in = Iniciar sesión
setup-step-done = hecho

setup-ready = Ya se puede iniciar sesión
setup-almost-ready = Casi listo
setup-your-providers = Sus proveedores
setup-none-enabled = Todavía no hay ningún proveedor activado.
setup-next = Próximos pasos
setup-next-try = Vea lo que verán los demás: abra la página de inicio de sesión en otro navegador o en una ventana privada.
setup-sign-in-page = Página de inicio de sesión
setup-next-link = Vincule el proveedor a su propia cuenta para poder iniciar sesión también con él. Conserve su contraseña como alternativa.
setup-next-access = Decida quién puede iniciar sesión y quién es administrador: defina los grupos y los dominios de correo en los ajustes del proveedor.
setup-next-application = Proteja su aplicación: nginx, Caddy y Traefik pueden comprobar aquí cada solicitud (docs/forward-auth.md).
setup-next-backup = Haga una copia de seguridad de sus datos con «vestibule backup ARCHIVO» y guarde una copia de la clave secreta en otro lugar (docs/operations.md).
