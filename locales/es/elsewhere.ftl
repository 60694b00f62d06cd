### La página que muestra un proxy en la dirección de una aplicación a quien no puede abrirla.

elsewhere-no-access = No tiene acceso a { $application }
elsewhere-application = Aplicación
elsewhere-account = Sesión iniciada como
elsewhere-groups = Se necesita uno de estos grupos
elsewhere-ask = Utilice otra cuenta o solicite acceso a su administrador e indíquele la referencia que aparece abajo.
elsewhere-other-account = Utilizar otra cuenta
elsewhere-ask-here = Utilice otra cuenta o solicite acceso: los administradores verán su solicitud.
elsewhere-ask-access = Solicitar acceso
