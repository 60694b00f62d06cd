### As configurações de um provedor.

provider-form-options = Opções
    .about = Recursos adicionais deste provedor, como grupos.
provider-form-option-scopes = Pede às pessoas { $scopes }.
provider-form-option-requests = Consulta { $urls }.

provider-form-appearance = Página de login
    .about = Nome, ícone e posição do botão.
provider-form-display-name = Nome no botão
    .help = Deixe em branco para usar o nome da definição.
provider-form-icon = Ícone
    .default = Ícone padrão
provider-form-sort-order = Posição
    .help = Um número inteiro: os números menores vêm primeiro, e os provedores sem número vêm por último. Você também pode arrastar as linhas na lista.

provider-form-access = Quem pode entrar
    .about = Cadastro, domínios, grupos e claims.
provider-form-auto-register = Criar contas para novas pessoas
    .help = Se estiver desativado, somente quem já tem uma conta pode entrar.
provider-form-require-email = Exigir um endereço de e-mail
provider-form-dotless = Aceitar endereços sem ponto no domínio
    .help = Por exemplo, root@localhost. Para um provedor na sua própria rede.
provider-form-allowed-email-domains = Domínios de e-mail permitidos
    .help = Um por linha, por exemplo example.com. O endereço precisa estar verificado. Deixe em branco para permitir todos.
provider-form-group-rules = Regras de grupos
    .help = No formato expressão = nome, uma por linha, com $1 para o que os primeiros parênteses encontraram. A primeira regra correspondente é usada. Todas as outras configurações e as aplicações veem os novos nomes. Um login de teste mostra o efeito das regras.
provider-form-unmatched-groups = Grupos sem regra correspondente
    .keep = Manter os nomes
    .drop = Deixá-los de fora
provider-form-allowed-groups = Grupos permitidos
    .help = Um por linha, após as regras de grupos. Deixe em branco para permitir todos.
provider-form-required-claims = Claims obrigatórias
    .help = No formato claim = valor, uma por linha. Se uma claim estiver em várias linhas, qualquer um desses valores é aceito. Somente claims verificadas são consideradas.

provider-form-accounts = Contas e funções
    .about = Vinculação, perfis e administradores.
provider-form-linking = Se uma conta já tem este endereço de e-mail
    .help = Confie nos endereços somente se o provedor os controla: quem puder definir um endereço lá poderá assumir a conta que o tem aqui.
    .verified-email = Vincular se o endereço estiver verificado em ambos os lados
    .trusted-email = Sempre vincular: confiar nos endereços do provedor
    .ask = Pedir primeiro que a pessoa entre
    .never = Nunca vincular pelo endereço de e-mail
provider-form-profile-sync = Atualizar perfis a partir do provedor
    .first-sign-in = No primeiro login
    .fill-empty = Onde um campo ainda está vazio
    .every-sign-in = Em cada login
provider-form-admin-email-domains = Administradores por domínio de e-mail
    .help = Um por linha. Quem tem um endereço verificado em um destes domínios é administrador aqui.
provider-form-admin-groups = Administradores por grupo
    .help = Um por linha. Quem sai do grupo perde as permissões de administrador.

provider-form-request = Avançado: opções da requisição
    .about = Escopos, parâmetros, requisitos de autenticação e caminho de callback.
provider-form-scopes = Escopos adicionais
    .help = Separados por espaços. São solicitados além dos escopos da definição.
provider-form-authorize-params = Parâmetros adicionais
    .help = No formato nome = valor, um por linha. São acrescentados à requisição de autorização.
provider-form-required-acr = Contexto de autenticação exigido (acr)
    .help = Um por linha; qualquer um deles é aceito. É solicitado e verificado no retorno.
provider-form-max-age = Tempo máximo desde o login no provedor (segundos)
    .help = Deixe em branco para não limitar. Com 0, é preciso entrar lá todas as vezes.
provider-form-callback-path = Caminho de callback personalizado
    .help = Começa com uma barra. Use-o se você transferir uma aplicação para cá e o provedor já conhecer a URL de callback dela.
provider-form-par = Requisições de autorização enviadas antecipadamente (PAR)
    .help = Por padrão, são usadas sempre que os metadados do provedor indicam o endpoint. Alguns provedores as exigem de determinados clientes.
    .required = Sempre
    .auto = Quando oferecidas
    .never = Nunca
provider-form-registration = Registro do cliente
    .help = Sem um ID do cliente, o cliente se registra sozinho se o provedor oferecer suporte a isso.
    .auto = Automático
    .metadata-document = Documento de metadados do cliente (CIMD)
    .dynamic = Registro dinâmico
    .manual = Manual
provider-form-client-authentication = Autenticação do cliente
    .help = Como o segredo ou a chave do cliente são enviados. Escolha um método se o provedor registrou este cliente apenas para ele.
    .none = Cliente público
provider-form-id-token-signed-response-alg = Algoritmo de assinatura dos tokens de ID
    .help = Mantenha o padrão para aceitar qualquer algoritmo listado nos metadados do provedor.
provider-form-by-definition = Conforme a definição
