### Las páginas de administración, salvo las de un solo proveedor.

admin-providers = Proveedores
admin-apps = Apps
admin-users = Usuarios
admin-sessions = Sesiones
admin-audit = Registro de auditoría
admin-statistics = Estadísticas
admin-configuration = Configuración
admin-search = Buscar
admin-empty = Todavía no hay nada.

admin-notice-saved = Se ha guardado { $name }.
admin-notice-provider-deleted = Se ha eliminado { $name }.
admin-notice-provider-enabled = Se ha activado { $name }.
admin-notice-provider-disabled = Se ha desactivado { $name }.
admin-notice-reordered = Orden guardado.
admin-notice-user-deleted = Se ha eliminado la cuenta de { $name }.
admin-notice-user-disabled = Se ha desactivado la cuenta de { $name }.
admin-notice-user-enabled = Se ha activado la cuenta de { $name }.
admin-notice-user-promoted = { $name } tiene ahora permisos de administrador.
admin-notice-user-demoted = { $name } ya no tiene permisos de administrador.
admin-notice-user-renamed = El nombre de usuario de { $name } es ahora { $username }.
admin-notice-user-signed-out = Se han cerrado todas las sesiones de { $name }.
admin-notice-session-ended = Se ha cerrado la sesión de { $name }.
admin-notice-reloaded = Configuración recargada.

admin-administrator = Administrador
admin-rights = Permisos
admin-disabled = Desactivado
admin-verified = verificada
admin-last-sign-in = último inicio de sesión: { $time }
admin-never-signed-in = nunca ha iniciado sesión
admin-manage = Gestionar
admin-disable = Desactivar
admin-enable = Activar
admin-promote = Hacer administrador
admin-demote = Retirar los permisos de administrador
admin-delete-user = Eliminar definitivamente
admin-end-session = Cerrar sesión
admin-end-all-sessions = Cerrar todas las sesiones
admin-application-id = ID en la aplicación
admin-username = Nombre de usuario
admin-rename = Cambiar el nombre de usuario
admin-password = Contraseña

admin-time = Fecha y hora
admin-actor = Autor
admin-event = Evento
admin-outcome = Resultado
admin-any = Todos
admin-success = Correcto
admin-failure = Error
admin-provider = Proveedor
admin-person = Persona
admin-since = Desde el día
admin-until = Hasta el día
admin-days-of = Los días empiezan a medianoche en la zona horaria { $zone }.
admin-about = Afecta a
admin-profile = Perfil
admin-last-events = Últimos eventos
admin-all-events = Mostrar todos los eventos
admin-all-users = Todos los usuarios
admin-address = Dirección IP
admin-details = Detalles
admin-filter = Filtrar
admin-show-all = Mostrar todo
admin-export = Exportar como CSV

admin-statistics-about = Inicios de sesión de los últimos 30 días, por proveedor y resultado. Elija un día para ver sus eventos.
admin-scale = altura completa: { $count } al día
admin-succeeded =
    { $count ->
        [one] { $count } correcto
       *[other] { $count } correctos
    }
admin-failed =
    { $count ->
        [one] { $count } fallido
       *[other] { $count } fallidos
    }
admin-chart = { $name }: { $succeeded } correctos, { $failed } fallidos

admin-configuration-status = Estado de la configuración
    .about = La configuración activa. Los cambios en los archivos y en estas páginas se aplican automáticamente; puede recargarla en cualquier momento.
admin-version = Versión { $number }
admin-definitions =
    { $official ->
        [one] { $official } definición oficial
       *[other] { $official } definiciones oficiales
    }, { $custom } propias
admin-reload = Recargar
admin-reload-failed = No se han podido recargar los ajustes. Siguen activos los anteriores.
admin-problems = Problemas
admin-no-problems = Ningún problema.
admin-rules = Reglas de forward-auth
admin-rules-about = Para las aplicaciones detrás de un proxy. Decide la primera regla que coincide con una petición; si ninguna coincide, pasa toda persona que haya iniciado sesión. Se cambian en la configuración, y un cambio vale desde la siguiente petición.
admin-no-rules = No hay reglas: en las aplicaciones detrás de un proxy pasa toda persona que haya iniciado sesión.
admin-nodes = Nodos
    .about = Los servidores que comparten esta base de datos. Cada uno anota cada minuto con qué trabaja; aquí se indica lo que difiere de este.
admin-this-node = este nodo
admin-node-since = en funcionamiento desde el { $moment }
admin-node-seen = visto por última vez: { $moment }
admin-node-other-version = Ejecuta una versión distinta de la de este nodo. Actualice todos los nodos a la misma.
admin-node-other-setting = Su configuración tiene un valor de { $name } distinto del de este nodo.
admin-node-other-provider = Su configuración tiene un proveedor { $name } distinto del de este nodo.
admin-node-lacks-provider = Su configuración no tiene el proveedor { $name }; este nodo sí.
admin-node-has-provider = Su configuración tiene un proveedor { $name }; este nodo no.
admin-node-other-definition = Tiene una definición de { $name } distinta de la de este nodo.
admin-node-lacks-definition = No tiene ninguna definición de { $name }; este nodo sí.
admin-node-has-definition = Tiene una definición de { $name }; este nodo no.
admin-node-lacks-key = No puede leer lo que cifra este nodo: no tiene la clave { $key }. Configure primero en todos los nodos las claves ANTIGUA,NUEVA y, solo después, en todos NUEVA,ANTIGUA.
admin-node-has-key = Cifra con la clave { $key }, que este nodo no tiene. Configure primero en todos los nodos las claves ANTIGUA,NUEVA y, solo después, en todos NUEVA,ANTIGUA.
admin-node-clock-ahead = Su reloj va { $seconds } segundos adelantado respecto al de la base de datos, por lo que fallan los inicios de sesión entre nodos. Sincronícelo.
admin-node-clock-behind = Su reloj va { $seconds } segundos atrasado respecto al de la base de datos, por lo que fallan los inicios de sesión entre nodos. Sincronícelo.
admin-untrusted-proxy = Todas las solicitudes proceden de { $address } y llevan cabeceras X-Forwarded, que se ignoran, de modo que todas las personas comparten una misma dirección en los límites y los registros. Si se trata de su proxy, añada esta línea debajo de [network] en config.toml y reinicie: { $line }
admin-credential-ends = La credencial { $credential } de { $provider } caduca el { $date }. Cree una nueva en el proveedor e introdúzcala con su fecha.
admin-credential-ended = La credencial { $credential } de { $provider } caducó el { $date }. Cree una nueva en el proveedor e introdúzcala con su fecha.

admin-name = Nombre
admin-state = Estado
admin-enabled = Activado
admin-seen = Último inicio de sesión
admin-added = Añadido
admin-actions = Acciones
admin-pages = Páginas
admin-previous-page = Anterior
admin-next-page = Siguiente
admin-shown =
    { $count ->
        [0] Sin resultados
       *[other] { $first }–{ $last } de { $count }
    }
admin-counted =
    { $count ->
        [0] Sin resultados
        [one] 1 evento
       *[other] { $count } eventos
    }
admin-more-than = Más de { $count } eventos
admin-newer-events = Eventos más recientes
admin-follow = En directo
admin-no-provider = Ninguno (contraseña)

admin-search-about = Buscar páginas, personas, proveedores y apps
admin-nothing-found = Ningún nombre contiene «{ $query }».
admin-add-provider = Añadir un proveedor
admin-add-app = Añadir una app
admin-access-requests = Solicitudes de acceso

admin-tokens = Tokens de API
    .about = Los programas los utilizan para la API de administración. Un token se crea en el servidor, donde se muestra una sola vez:
admin-expires = Caduca
admin-expired = caducado
admin-last-used = Último uso
admin-never = nunca
admin-revoke = Revocar
admin-notice-token-revoked = Se ha revocado el token de API { $name }.

admin-documentation = Documentación
admin-api = API de administración

admin-branding = Apariencia
    .about = Pruebe la apariencia de la página de inicio de sesión. Aquí no se guarda nada: quien administra el servidor copia las líneas de abajo en la configuración y lo reinicia.
    .text = Texto debajo del encabezado
    .accent = Color de los botones y los enlaces
    .links = Enlaces debajo de los botones, uno por línea
    .variables = Variables de la hoja de estilos, una por línea
    .dark = Las mismas para las páginas oscuras
    .show = Mostrar
    .preview = Vista previa
    .lines = Para la configuración
