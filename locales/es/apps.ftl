### Las páginas entre una aplicación y el inicio de sesión.

apps-sign-in-for = Inicie sesión para continuar en { $app }.
apps-consent-title = ¿Permitir el acceso a { $app }?
apps-consent-account = Ha iniciado sesión como { $account }.
apps-consent-about = { $app } quiere conocer:
apps-scope-openid = que ha iniciado sesión y quién es aquí
apps-scope-profile = su nombre, su nombre de usuario y su imagen
apps-scope-email = su dirección de correo electrónico
apps-scope-groups = sus grupos
apps-scope-offline = todo esto también en su ausencia, hasta que cierre la sesión
apps-consent-allow = Permitir
apps-consent-deny = Denegar

apps-sign-out-title = ¿Cerrar sesión?
apps-sign-out-asked = { $app } le pide que cierre la sesión.
apps-sign-out-about = Se cerrará la sesión aquí y en todo lo que utilice con este inicio de sesión.
apps-sign-out-yes = Cerrar sesión
apps-sign-out-no = Mantener la sesión

apps-device-title = Conectar un dispositivo
apps-device-about = Introduzca el código que muestra su dispositivo o programa.
apps-device-code = Código
apps-device-help = Ocho letras, por ejemplo WDJB-MJHT.
apps-device-wrong = Ningún dispositivo espera este código. Compárelo u obtenga otro en el dispositivo.
apps-device-continue = Continuar
apps-device-confirm = ¿Iniciar sesión en { $app } en un dispositivo?
apps-device-compare = Compare el código con el del dispositivo:
apps-device-warning = Permítalo solo si tiene delante el dispositivo o el programa y usted mismo ha iniciado el proceso. De lo contrario, quien le haya enviado un enlace o un código iniciaría sesión en su nombre.
apps-device-allowed = Listo
apps-device-denied = Denegado
apps-device-go-on = { $app } continúa por sí sola. Puede cerrar esta página.
apps-device-nothing = { $app } no obtiene acceso. Puede cerrar esta página.
