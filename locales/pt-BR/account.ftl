### A página da conta.

account-title = Sua conta

account-verified = verificado
account-not-verified = não verificado
account-no-email = Nenhum endereço de e-mail
account-email-lost = O endereço { $email } foi verificado por outra pessoa, por isso esta conta não o tem mais. Se o endereço é seu, fale com o administrador.
account-email = Endereço de e-mail
account-name = Nome completo
account-username = Nome de usuário
account-first-name = Nome
account-last-name = Sobrenome
account-groups = Grupos
account-role = Função
account-administrator = Administrador
account-from = de { $provider }
account-set-here = definido aqui
account-picture-from = Imagem de { $provider }

account-links = Provedores vinculados
account-linked-since = Vinculado desde { $time }
account-last-used = último uso: { $time }
account-no-links = Nenhum provedor está vinculado à sua conta.
account-provider-removed = Este provedor foi removido. O vínculo voltará a funcionar se o provedor for adicionado novamente.
account-provider-disabled = Este provedor está desativado.
account-unlink = Desvincular
account-only-link = Esta é a única forma que você tem de entrar. Vincule outro provedor antes de desvincular este.
account-link-another = Vincular outro provedor
    .about = Depois você poderá entrar com qualquer um deles.
account-link = Vincular { $provider }

account-home = Seus apps
    .empty = Ainda não há nenhum app que você possa abrir aqui.
account-apps = Apps que você usa
    .about = Ao revogar o acesso, esses apps deixam de ter seus dados; na próxima vez, eles pedirão permissão de novo.
account-app-since = desde { $time }
account-revoke-app = Revogar
account-sessions = Sessões
    .about = Onde você está conectado. Encerre as sessões que não reconhecer.
account-this-browser = Este navegador
account-unknown-browser = Navegador desconhecido
account-device = { $browser } em { $system }
account-with-provider = com { $provider }
account-with-password = com senha ou chave de acesso
account-signed-in = login: { $time }
account-last-active = última atividade: { $time }
account-end-session = Encerrar sessão
account-end-other-sessions = Encerrar todas as outras sessões

account-confirm = Vincular este provedor?
    .about = Você acabou de entrar com { $provider }, que ainda não está vinculado a uma conta. Deseja vinculá-lo à conta que está usando agora?
    .identity = Identidade
    .account = Sua conta
    .yes = Vincular e continuar
    .no = Não vincular

account-notice-linked = { $provider } foi vinculado. Agora você pode entrar com ele.
account-notice-unlinked = { $provider } não está mais vinculado.
account-notice-second-factor-removed = Os códigos de uso único estão desativados.
account-notice-session-ended = Sessão encerrada.
account-notice-other-sessions-ended =
    { $count ->
        [0] Não havia outra sessão.
        [one] A outra sessão foi encerrada.
       *[other] Todas as outras { $count } sessões foram encerradas.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Nenhuma sessão estava aberta.
        [one] 1 sessão foi encerrada.
       *[other] { $count } sessões foram encerradas.
    }

account-password-title = Alterar senha
account-password-about = Digite sua senha atual e a que você usará a partir de agora. Todas as suas outras sessões serão encerradas.
account-password-current = Senha atual
account-password-new = Nova senha
account-password-wrong = Esta não é sua senha.
account-notice-password-changed = Sua senha foi alterada.
