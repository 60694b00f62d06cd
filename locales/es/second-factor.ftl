### Iniciar sesión con un segundo factor, activarlo y desactivarlo.

second-factor-title = Segundo factor

second-factor-about = Introduzca el código que muestra su aplicación de autenticación o uno de sus códigos de recuperación.
second-factor-code = Código
    .help = Seis cifras, o un código de recuperación como ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Continuar
second-factor-back = Volver al inicio de sesión
second-factor-refused = El código no es válido
    .help = Cada código sirve una sola vez y durante un minuto aproximadamente. Espere al siguiente y compruebe que el reloj de su teléfono va bien. Sin el teléfono, utilice un código de recuperación; sin ninguno de los dos, consulte a quien administra este servidor.

second-factor-account-title = Proteja su cuenta
second-factor-account-about = Su contraseña basta por sí sola para administrar este servidor. Protéjalo con una de estas opciones o con ambas.
second-factor-codes = Códigos de un solo uso
    .about = Al iniciar sesión con la contraseña se pide además un código de una aplicación de autenticación, de modo que una contraseña robada no basta.
second-factor-scan = Escanee esta imagen con una aplicación de autenticación.
second-factor-qr-code = Código QR para la aplicación de autenticación
second-factor-type-secret = O escriba esta clave en la aplicación:
second-factor-type-code = Introduzca el código que muestra la aplicación.
second-factor-digits = Seis cifras.
second-factor-wrong = Ese no es el código actual de esta clave. Introduzca el que muestra la aplicación.
second-factor-turn-on = Activar
second-factor-later = Ahora no
second-factor-is-on = Los códigos de un solo uso están activados desde el { $time }.
second-factor-is-off = Desactivados: basta la contraseña para iniciar sesión.
second-factor-codes-left = { $count ->
    [one] Queda un código de recuperación.
   *[other] Quedan { $count } códigos de recuperación.
}
second-factor-new-codes = Nuevos códigos de recuperación
second-factor-turn-off = Desactivar
    .question = Después bastará la contraseña para iniciar sesión.
second-factor-change = Cambiar
second-factor-to-account = Su cuenta
second-factor-turned-on = Los códigos de un solo uso están activados.
second-factor-recovery-codes = Códigos de recuperación
    .about = Guarde estos códigos donde pueda encontrarlos sin su teléfono. Cada uno permite iniciar sesión una vez en lugar de un código de la aplicación. Solo se muestran ahora; los códigos anteriores ya no funcionan.
second-factor-kept = Los he guardado
