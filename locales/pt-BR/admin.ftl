### As páginas de administração, exceto as de um único provedor.

admin-providers = Provedores
admin-apps = Apps
admin-users = Usuários
admin-sessions = Sessões
admin-audit = Log de auditoria
admin-statistics = Estatísticas
admin-configuration = Configuração
admin-search = Pesquisar
admin-empty = Ainda não há nada aqui.

admin-notice-saved = { $name } foi salvo.
admin-notice-provider-deleted = { $name } foi excluído.
admin-notice-provider-enabled = { $name } foi ativado.
admin-notice-provider-disabled = { $name } foi desativado.
admin-notice-reordered = Ordem salva.
admin-notice-user-deleted = A conta de { $name } foi excluída.
admin-notice-user-disabled = A conta de { $name } foi desativada.
admin-notice-user-enabled = A conta de { $name } foi ativada.
admin-notice-user-promoted = { $name } agora tem permissões de administrador.
admin-notice-user-demoted = { $name } não tem mais permissões de administrador.
admin-notice-user-renamed = O nome de usuário de { $name } agora é { $username }.
admin-notice-user-signed-out = Todas as sessões de { $name } foram encerradas.
admin-notice-session-ended = A sessão de { $name } foi encerrada.
admin-notice-reloaded = Configuração recarregada.

admin-administrator = Administrador
admin-rights = Permissões
admin-disabled = Desativado
admin-verified = verificado
admin-last-sign-in = último login: { $time }
admin-never-signed-in = nunca entrou
admin-manage = Gerenciar
admin-disable = Desativar
admin-enable = Ativar
admin-promote = Tornar administrador
admin-demote = Remover permissões de administrador
admin-delete-user = Excluir permanentemente
admin-end-session = Encerrar sessão
admin-end-all-sessions = Encerrar todas as sessões
admin-application-id = ID no aplicativo
admin-username = Nome de usuário
admin-rename = Alterar nome de usuário
admin-password = Senha

admin-time = Data e hora
admin-actor = Autor
admin-event = Evento
admin-outcome = Resultado
admin-any = Todos
admin-success = Sucesso
admin-failure = Falha
admin-provider = Provedor
admin-person = Pessoa
admin-since = A partir do dia
admin-until = Até o dia
admin-days-of = Os dias começam à meia-noite no fuso horário { $zone }.
admin-about = Refere-se a
admin-profile = Perfil
admin-last-events = Últimos eventos
admin-all-events = Mostrar todos os eventos
admin-all-users = Todos os usuários
admin-address = Endereço IP
admin-details = Detalhes
admin-filter = Filtrar
admin-show-all = Mostrar tudo
admin-export = Exportar como CSV

admin-statistics-about = Logins dos últimos 30 dias, por provedor e resultado. Escolha um dia para ver os eventos dele.
admin-scale = altura máxima: { $count } por dia
admin-succeeded = { $count } com sucesso
admin-failed = { $count } com falha
admin-chart = { $name }: { $succeeded } com sucesso, { $failed } com falha

admin-configuration-status = Estado da configuração
    .about = A configuração ativa. As alterações em arquivos e nestas páginas são aplicadas automaticamente; você pode recarregar a qualquer momento.
admin-version = Versão { $number }
admin-definitions =
    { $official ->
        [one] { $official } definição oficial
       *[other] { $official } definições oficiais
    }, { $custom } personalizadas
admin-reload = Recarregar
admin-reload-failed = Não foi possível recarregar as configurações. As anteriores continuam ativas.
admin-problems = Problemas
admin-no-problems = Nenhum problema.
admin-rules = Regras de forward-auth
admin-rules-about = Para aplicativos atrás de um proxy. Decide a primeira regra que corresponde a uma requisição; se nenhuma corresponder, passa qualquer pessoa que tenha entrado. Elas são alteradas na configuração, e uma alteração vale a partir da próxima requisição.
admin-no-rules = Não há regras: nos aplicativos atrás de um proxy, passa qualquer pessoa que tenha entrado.
admin-nodes = Nós
    .about = Os servidores que compartilham este banco de dados. Cada um registra a cada minuto com o que trabalha; o que difere deste é indicado aqui.
admin-this-node = este nó
admin-node-since = em execução desde { $moment }
admin-node-seen = visto pela última vez: { $moment }
admin-node-other-version = Ele executa uma versão diferente da deste nó. Atualize todos os nós para a mesma versão.
admin-node-other-setting = A configuração dele tem um valor de { $name } diferente do deste nó.
admin-node-other-provider = A configuração dele tem um provedor { $name } diferente do deste nó.
admin-node-lacks-provider = A configuração dele não tem um provedor { $name }; este nó tem.
admin-node-has-provider = A configuração dele tem um provedor { $name }; este nó não tem.
admin-node-other-definition = Ele tem uma definição de { $name } diferente da deste nó.
admin-node-lacks-definition = Ele não tem uma definição de { $name }; este nó tem.
admin-node-has-definition = Ele tem uma definição de { $name }; este nó não tem.
admin-node-lacks-key = Ele não consegue ler o que este nó criptografa: não tem a chave { $key }. Configure primeiro em todos os nós as chaves ANTIGA,NOVA e só depois, em todos, NOVA,ANTIGA.
admin-node-has-key = Ele criptografa com a chave { $key }, que este nó não tem. Configure primeiro em todos os nós as chaves ANTIGA,NOVA e só depois, em todos, NOVA,ANTIGA.
admin-node-clock-ahead = O relógio dele está { $seconds } segundos adiantado em relação ao do banco de dados, por isso os logins entre nós falham. Sincronize-o.
admin-node-clock-behind = O relógio dele está { $seconds } segundos atrasado em relação ao do banco de dados, por isso os logins entre nós falham. Sincronize-o.
admin-untrusted-proxy = Todas as requisições vêm de { $address } e trazem cabeçalhos X-Forwarded, que são ignorados, de modo que todas as pessoas têm o mesmo endereço nos limites e nos logs. Se esse é o seu proxy, adicione esta linha abaixo de [network] em config.toml e reinicie: { $line }
admin-credential-ends = A credencial { $credential } de { $provider } expira em { $date }. Crie uma nova no provedor e informe-a com a data dela.
admin-credential-ended = A credencial { $credential } de { $provider } expirou em { $date }. Crie uma nova no provedor e informe-a com a data dela.

admin-name = Nome
admin-state = Estado
admin-enabled = Ativado
admin-seen = Último login
admin-added = Adicionado
admin-actions = Ações
admin-pages = Páginas
admin-previous-page = Anterior
admin-next-page = Próxima
admin-shown =
    { $count ->
        [0] Nenhum resultado
       *[other] { $first }–{ $last } de { $count }
    }
admin-counted =
    { $count ->
        [0] Nenhum resultado
        [one] 1 evento
       *[other] { $count } eventos
    }
admin-more-than = Mais de { $count } eventos
admin-newer-events = Eventos mais recentes
admin-follow = Ao vivo
admin-no-provider = Nenhum (senha)

admin-search-about = Pesquisar páginas, pessoas, provedores e apps
admin-nothing-found = Nenhum nome contém “{ $query }”.
admin-add-provider = Adicionar um provedor
admin-add-app = Adicionar um app
admin-access-requests = Pedidos de acesso

admin-tokens = Tokens de API
    .about = Os programas os usam para a API de administração. Um token é criado no servidor, onde é mostrado apenas uma vez:
admin-expires = Expira
admin-expired = expirado
admin-last-used = Último uso
admin-never = nunca
admin-revoke = Revogar
admin-notice-token-revoked = O token de API { $name } foi revogado.

admin-documentation = Documentação
admin-api = API de administração

admin-branding = Aparência
    .about = Teste a aparência da página de login. Nada é salvo aqui: quem administra o servidor copia as linhas abaixo para a configuração e o reinicia.
    .text = Texto abaixo do título
    .accent = Cor dos botões e links
    .links = Links abaixo dos botões, um por linha
    .variables = Variáveis da folha de estilos, uma por linha
    .dark = As mesmas para páginas escuras
    .show = Mostrar
    .preview = Prévia
    .lines = Para a configuração
