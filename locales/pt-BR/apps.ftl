### As páginas entre uma aplicação e o login.

apps-sign-in-for = Entre para continuar em { $app }.
apps-consent-title = Permitir o acesso a { $app }?
apps-consent-account = Você entrou como { $account }.
apps-consent-about = { $app } gostaria de saber:
apps-scope-openid = que você entrou e quem você é aqui
apps-scope-profile = seu nome, nome de usuário e imagem
apps-scope-email = seu endereço de e-mail
apps-scope-groups = seus grupos
apps-scope-offline = tudo isso também na sua ausência, até você sair
apps-consent-allow = Permitir
apps-consent-deny = Negar

apps-sign-out-title = Sair?
apps-sign-out-asked = { $app } pede que você saia.
apps-sign-out-about = Você sairá daqui e de tudo o que usa com este login.
apps-sign-out-yes = Sair
apps-sign-out-no = Continuar conectado

apps-device-title = Conectar um dispositivo
apps-device-about = Digite o código mostrado no seu dispositivo ou programa.
apps-device-code = Código
apps-device-help = Oito letras, por exemplo WDJB-MJHT.
apps-device-wrong = Nenhum dispositivo espera por este código. Compare-o ou obtenha outro no dispositivo.
apps-device-continue = Continuar
apps-device-confirm = Entrar em { $app } em um dispositivo?
apps-device-compare = Compare o código com o do dispositivo:
apps-device-warning = Permita somente se o dispositivo ou programa estiver à sua frente e você mesmo tiver iniciado isto. Caso contrário, quem enviou a você um link ou um código entraria em seu nome.
apps-device-allowed = Pronto
apps-device-denied = Negado
apps-device-go-on = { $app } continua por conta própria. Você pode fechar esta página.
apps-device-nothing = { $app } não recebe acesso. Você pode fechar esta página.
