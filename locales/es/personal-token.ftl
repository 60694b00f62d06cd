### Tokens de acceso personal: la página de la cuenta y la lista en la página de una persona.

personal-token-title = Tokens de acceso personal
personal-token-about = Un token permite que un programa entre donde podría entrar usted: un script, un televisor, una app móvil. Solo es válido para las apps y los hosts que elija, y hasta que caduque. No sustituye a un segundo factor.
personal-token-none = No tiene ningún token de acceso personal.
personal-token-count = { $count ->
    [one] Tiene un token de acceso personal.
   *[other] Tiene { $count } tokens de acceso personal.
}
personal-token-manage = Gestionar los tokens
personal-token-add = Crear un token
personal-token-ends = válido hasta el { $time }
personal-token-ended = caducado
personal-token-last-used = último uso: { $time }
personal-token-never-used = aún sin usar

personal-token-name = Nombre
    .help = El programa que lo tiene, por ejemplo «Televisor».
personal-token-days = Días hasta que caduca
    .help = De 1 a 365.
personal-token-apps = Apps
personal-token-hosts = Hosts
    .help = Uno por línea, por ejemplo photos.example.com, o *.example.com para todos los hosts de un dominio. Elija al menos una app o un host.
personal-token-make = Crear token
personal-token-not-fresh = Para crear un token, inicie sesión de nuevo. Después volverá a esta página.
personal-token-sign-in-again = Iniciar sesión de nuevo
personal-token-full = Tiene tantos tokens como puede tener una cuenta. Revoque uno para crear otro.
personal-token-wrong-name = El nombre de un token tiene de 1 a { $most } caracteres.
personal-token-wrong-days = Introduzca un número entero de 1 a { $most }.
personal-token-wrong-host = «{ $host }» no es un host. Escriba photos.example.com o *.example.com, sin https:// y sin ruta.
personal-token-wrong-app = No hay ninguna app «{ $app }» para la que pueda servir un token.
personal-token-wrong-nowhere = Elija al menos una app o un host.
personal-token-wrong-too-many = Un token sirve como máximo para 20 apps y 20 hosts.

personal-token-made = El token { $name } está listo
    .about = Copie el token ahora. No se vuelve a mostrar.
    .use = El programa lo envía como «Authorization: Bearer» o como contraseña, con o sin su nombre de usuario.
personal-token-token = Token
personal-token-revoke = Revocar
    .question = Los programas que tienen este token se rechazan de inmediato.
personal-token-revoke-confirm = Revocar { $name }
personal-token-revoked = Se ha revocado el token.
personal-token-to-account = Ir a su cuenta
