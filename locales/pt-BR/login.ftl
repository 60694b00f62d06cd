### A página de login.

login-title = Entrar
login-heading = Entrar em { $name }
login-with-provider = Entrar com { $provider }
login-last-used = Último usado
login-signed-out = Você saiu.
login-tried = Você tentou entrar com { $provider }.
login-none-ready = Nenhum provedor de login está disponível ainda. Se você administra este servidor, o log dele mostra o motivo.
login-other-host = Você abriu esta página em outro endereço. O login só funciona em { $url }.
login-go-there = Ir para o endereço correto
login-find = Buscar um provedor
login-search = Pesquisar
login-none-found = Nenhum provedor correspondente.
login-with-password = Entrar com senha
login-email = Endereço de e-mail
login-password = Senha
login-wrong-password = Endereço de e-mail ou senha incorretos
login-link-pending = Para vincular { $provider } à sua conta, entre como de costume. Depois pediremos que você confirme.
login-link-now = Você já está conectado: vincular agora

login-signing-in = Entrando…
login-go-on = Continuar

login-choose-server = Em qual servidor você tem uma conta?
login-other-way = Entrar de outra forma
