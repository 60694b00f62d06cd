### A primeira inicialização: criar o primeiro administrador e as etapas seguintes.

setup-page = Configuração inicial
setup-title = Boas-vindas a { $name }
setup-about = Você abriu o link de configuração, portanto pode criar o primeiro administrador. Você usará esta conta agora e sempre que nenhum provedor funcionar.
setup-email = Seu endereço de e-mail
setup-password = Senha
    .help = Pelo menos 12 caracteres difíceis de adivinhar, por exemplo quatro palavras aleatórias.
setup-confirm-password = Confirmar senha
setup-create = Criar conta de administrador
setup-then = Em seguida, você adicionará seu primeiro provedor de login.

setup-problem = Corrija o campo abaixo e digite sua senha novamente.
setup-problem-email = Informe um endereço de e-mail válido.
setup-problem-email-taken = Um usuário verificou este endereço. Informe outro. “vestibule admin reset” no servidor mostra quem é esse usuário.
setup-problem-too-short = A senha é curta demais. Use pelo menos 12 caracteres.
setup-problem-too-long = A senha é longa demais. Use no máximo 1024 caracteres.
setup-problem-like-address = A senha é parecida demais com seu endereço de e-mail. Use palavras que não tenham nada a ver com ele.
setup-problem-common = A senha é fácil de adivinhar: muitas pessoas usam esta ou uma muito parecida. Use quatro palavras aleatórias.
setup-problem-repeats = A senha é fácil de adivinhar: ela se repete. Use quatro palavras aleatórias.
setup-problem-sequence = A senha é fácil de adivinhar: é uma sequência. Use quatro palavras aleatórias.
setup-problem-keyboard = A senha é fácil de adivinhar: é um padrão do teclado. Use quatro palavras aleatórias.
setup-problem-names = A senha é fácil de adivinhar: é formada por nomes. Acrescente palavras aleatórias.
setup-problem-dates = A senha é fácil de adivinhar: é formada por datas. Use quatro palavras aleatórias.
setup-problem-words = A senha é fácil de adivinhar: é formada por poucas palavras comuns. Acrescente uma ou duas palavras aleatórias.
setup-problem-different = As senhas não coincidem.

setup-strength = Força da senha
setup-strength-very-weak = Muito fraca
setup-strength-weak = Fraca
setup-strength-fair = Não é forte o suficiente
setup-strength-strong = Forte
setup-strength-very-strong = Muito forte

setup-not-set-up = Ainda não configurado
setup-find-link = Você administra este servidor? O log dele mostra um link de configuração válido por uma hora. Para obter um novo link, execute “vestibule admin setup” no servidor.

setup-steps = Primeiros passos
setup-step-administrator = Administrador
setup-step-choose = Escolher um provedor
setup-step-enable = Testar e ativar
setup-step-sign-in = Entrar
setup-step-done = concluído

setup-ready = As pessoas já podem entrar
setup-almost-ready = Quase pronto
setup-your-providers = Seus provedores
setup-none-enabled = Nenhum provedor está ativado ainda.
setup-next = Próximos passos
setup-next-try = Veja o que todos os outros verão: abra a página de login em outro navegador ou em uma janela anônima.
setup-sign-in-page = Página de login
setup-next-link = Vincule o provedor à sua própria conta para também poder entrar com ele. Mantenha sua senha como alternativa.
setup-next-access = Decida quem pode entrar e quem é administrador: defina grupos e domínios de e-mail nas configurações do provedor.
setup-next-application = Proteja sua aplicação: nginx, Caddy e Traefik podem verificar aqui cada requisição (docs/forward-auth.md).
setup-next-backup = Faça backup dos seus dados com “vestibule backup ARQUIVO” e guarde uma cópia da chave secreta em outro lugar (docs/operations.md).
