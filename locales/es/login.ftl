### La página de inicio de sesión.

login-title = Iniciar sesión
login-heading = Iniciar sesión en { $name }
login-with-provider = Iniciar sesión con { $provider }
login-last-used = Último utilizado
login-signed-out = Ha cerrado la sesión.
login-tried = Ha intentado iniciar sesión con { $provider }.
login-none-ready = Todavía no hay ningún proveedor de inicio de sesión disponible. Si administra este servidor, su registro indica el motivo.
login-other-host = Ha abierto esta página en otra dirección. Solo se puede iniciar sesión en { $url }.
login-go-there = Ir a la dirección correcta
login-find = Buscar un proveedor
login-search = Buscar
login-none-found = No coincide ningún proveedor.
login-with-password = Iniciar sesión con contraseña
login-email = Correo electrónico
login-password = Contraseña
login-wrong-password = Correo electrónico o contraseña incorrectos
login-link-pending = Para vincular { $provider } a su cuenta, inicie sesión como lo hace habitualmente. Después le pediremos que lo confirme.
login-link-now = Ya ha iniciado sesión: vincular ahora

login-signing-in = Iniciando sesión…
login-go-on = Continuar

login-choose-server = ¿En qué servidor tiene su cuenta?
login-other-way = Iniciar sesión de otra forma
