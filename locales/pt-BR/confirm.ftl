### Perguntas antes de fazer algo: a quem ou a que se refere e quais são as consequências.

confirm-sessions =
    { $count ->
        [0] Nenhuma sessão está aberta, portanto nenhuma será encerrada.
        [one] 1 sessão será encerrada imediatamente.
       *[other] { $count } sessões serão encerradas imediatamente.
    }
confirm-people =
    { $count ->
        [0] Ninguém tem vínculo com ele.
        [one] 1 pessoa tem vínculo com ele.
       *[other] { $count } pessoas têm vínculo com ele.
    }
confirm-app-people =
    { $count ->
        [0] Ninguém o usa ainda.
        [one] 1 pessoa o usa.
        [200] 200 pessoas ou mais o usam.
       *[other] { $count } pessoas o usam.
    }
confirm-links =
    { $count ->
        [0] Nenhum provedor está vinculado à conta.
        [one] 1 provedor vinculado será removido da conta.
       *[other] { $count } provedores vinculados serão removidos da conta.
    }
confirm-tokens =
    { $count ->
        [0] Nenhum token de acesso pessoal deixará de valer.
        [one] 1 token de acesso pessoal deixará de valer imediatamente.
       *[other] { $count } tokens de acesso pessoal deixarão de valer imediatamente.
    }
confirm-no-undo = Isto não pode ser desfeito.

confirm-delete-user = Excluir permanentemente a conta de { $name }?
    .username = Ninguém mais receberá o nome de usuário { $username }.
    .yes = Excluir permanentemente
confirm-disable-user = Desativar a conta de { $name }?
    .about = A pessoa não poderá entrar, e as aplicações a recusarão até que você ative a conta novamente.
    .yes = Desativar
confirm-promote = Tornar { $name } administrador?
    .about = Administradores podem alterar todos os provedores, todos os usuários e tudo o mais aqui.
    .yes = Tornar administrador
confirm-demote = Remover as permissões de administrador de { $name }?
    .about = As permissões que um provedor concede voltam no próximo login por ele.
    .yes = Remover permissões de administrador
confirm-sign-out-user = Encerrar todas as sessões de { $name }?
    .about = A pessoa poderá entrar novamente.
    .yes = Encerrar todas as sessões
confirm-rename = Alterar o nome de usuário de { $name } para { $username }?
    .about = Quando você abriu a página, era { $before }. Outra pessoa o alterou para { $now }.
    .yes = Alterar nome de usuário

confirm-delete-provider = Excluir { $name }?
    .about = Os vínculos são mantidos e voltam a funcionar se você adicionar o mesmo provedor novamente. O que ele concedeu, como grupos e permissões de administrador, deixa de valer.
    .yes = Excluir provedor
confirm-delete-app = Excluir { $name }?
    .about = Os segredos dele e tudo o que as pessoas lhe permitiram também são excluídos, e ninguém mais poderá entrar nele.
    .yes = Excluir app
confirm-disable-provider = Desativar { $name }?
    .about = Ninguém poderá entrar com ele até que você o ative novamente. O que ele concedeu deixa de valer.
    .yes = Desativar provedor

confirm-unlink = Desvincular { $provider }?
    .about = Você não poderá mais entrar com ele.
    .yes = Desvincular { $provider }
confirm-end-others = Encerrar todas as outras sessões?
    .about = A sessão atual continua aberta.
    .yes = Encerrar todas as outras sessões

confirm-reorder = Alterar a ordem?
    .now = Outra pessoa a alterou nesse meio-tempo. Agora ela é: { $order }.
    .yours = Com sua alteração, ela seria: { $order }.
    .yes = Salvar minha ordem

confirm-revoke-token = Revogar o token de API { $name }?
    .about = Os programas que o usam serão recusados imediatamente.
    .yes = Revogar
