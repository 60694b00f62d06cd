### Los ajustes de un proveedor.

provider-form-options = Opciones
    .about = Extras de este proveedor, como los grupos.
provider-form-option-scopes = Pide a las personas { $scopes }.
provider-form-option-requests = Consulta { $urls }.

provider-form-appearance = Página de inicio de sesión
    .about = Nombre, icono y posición del botón.
provider-form-display-name = Nombre en el botón
    .help = Déjelo vacío para usar el nombre de la definición.
provider-form-icon = Icono
    .default = Icono predeterminado
provider-form-sort-order = Posición
    .help = Un número entero: los números más bajos van primero y los proveedores sin número, al final. También puede arrastrar las filas de la lista.

provider-form-access = Quién puede iniciar sesión
    .about = Registro, dominios, grupos y claims.
provider-form-auto-register = Crear cuentas para personas nuevas
    .help = Si está desactivado, solo pueden iniciar sesión quienes ya tienen una cuenta.
provider-form-require-email = Exigir una dirección de correo electrónico
provider-form-dotless = Aceptar direcciones cuyo dominio no tiene ningún punto
    .help = Por ejemplo, root@localhost. Para un proveedor de su propia red.
provider-form-allowed-email-domains = Dominios de correo permitidos
    .help = Uno por línea, por ejemplo example.com. La dirección debe estar verificada. Déjelo vacío para permitir a todos.
provider-form-group-rules = Reglas de grupos
    .help = Con la forma expresión = nombre, una por línea; $1 es lo que han encontrado los primeros paréntesis. Se aplica la primera regla que coincide. Los demás ajustes y las aplicaciones ven los nombres nuevos. Un inicio de sesión de prueba muestra el efecto de las reglas.
provider-form-unmatched-groups = Grupos sin ninguna regla que coincida
    .keep = Conservar sus nombres
    .drop = Omitirlos
provider-form-allowed-groups = Grupos permitidos
    .help = Uno por línea, después de las reglas de grupos. Déjelo vacío para permitir a todos.
provider-form-required-claims = Claims requeridos
    .help = Con la forma claim = valor, uno por línea. Si un claim aparece en varias líneas, se acepta cualquiera de esos valores. Solo se tienen en cuenta los claims verificados.

provider-form-accounts = Cuentas y roles
    .about = Vinculación, perfiles y administradores.
provider-form-linking = Si una cuenta ya tiene esta dirección de correo
    .help = Confíe en las direcciones solo si el proveedor las controla: quien pueda definir una dirección allí puede apoderarse de la cuenta que la tiene aquí.
    .verified-email = Vincular si la dirección está verificada en ambos lados
    .trusted-email = Vincular siempre: confiar en las direcciones del proveedor
    .ask = Pedir antes que la persona inicie sesión
    .never = No vincular nunca por la dirección de correo
provider-form-profile-sync = Actualizar los perfiles desde el proveedor
    .first-sign-in = En el primer inicio de sesión
    .fill-empty = Donde un campo siga vacío
    .every-sign-in = En cada inicio de sesión
provider-form-admin-email-domains = Administradores por dominio de correo
    .help = Uno por línea. Quien tenga una dirección verificada en uno de estos dominios es administrador aquí.
provider-form-admin-groups = Administradores por grupo
    .help = Uno por línea. Quien abandona el grupo pierde los permisos de administrador.

provider-form-request = Avanzado: opciones de la solicitud
    .about = Ámbitos, parámetros, requisitos de autenticación y ruta de callback.
provider-form-scopes = Ámbitos adicionales
    .help = Separados por espacios. Se solicitan además de los ámbitos de la definición.
provider-form-authorize-params = Parámetros adicionales
    .help = Con la forma nombre = valor, uno por línea. Se añaden a la solicitud de autorización.
provider-form-required-acr = Contexto de autenticación requerido (acr)
    .help = Uno por línea; se acepta cualquiera de ellos. Se solicita y se comprueba a la vuelta.
provider-form-max-age = Antigüedad máxima del inicio de sesión en el proveedor (segundos)
    .help = Déjelo vacío para no limitarla. Con 0, hay que iniciar sesión allí cada vez.
provider-form-callback-path = Ruta de callback propia
    .help = Empieza por una barra. Utilícela si traslada aquí una aplicación y el proveedor ya conoce su URL de callback.
provider-form-par = Solicitudes de autorización enviadas previamente (PAR)
    .help = De forma predeterminada se utilizan siempre que los metadatos del proveedor indiquen el punto de acceso. Algunos proveedores las exigen a determinados clientes.
    .required = Siempre
    .auto = Cuando se ofrezcan
    .never = Nunca
provider-form-registration = Registro del cliente
    .help = Sin ID de cliente, el cliente se registra por sí mismo si el proveedor lo permite.
    .auto = Automático
    .metadata-document = Documento de metadatos del cliente (CIMD)
    .dynamic = Registro dinámico
    .manual = Manual
provider-form-client-authentication = Autenticación del cliente
    .help = Cómo se envía el secreto o la clave del cliente. Elija un método si el proveedor ha registrado este cliente solo para él.
    .none = Cliente público
provider-form-id-token-signed-response-alg = Algoritmo de firma de los tokens de ID
    .help = Deje el valor predeterminado para aceptar cualquier algoritmo que figure en los metadatos del proveedor.
provider-form-by-definition = Según la definición
