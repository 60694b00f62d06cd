### O que o log de auditoria diz, sob os nomes dos eventos.

event-sign-in = Login
event-sign-out = Logout
event-link = Provedor vinculado
event-unlink = Provedor desvinculado
event-user-created = Usuário criado
event-user-changed = Usuário alterado
event-user-deleted = Usuário excluído
event-factor-added = Segundo fator ou chave de acesso adicionados
event-factor-removed = Segundo fator ou chave de acesso removidos
event-address-lost = Endereço de e-mail perdido para outra pessoa
event-session-revoked = Sessão encerrada
event-token-created = Token de API criado
event-token-deleted = Token de API revogado
event-provider-created = Provedor adicionado
event-provider-changed = Provedor alterado
event-provider-deleted = Provedor excluído
event-providers-reordered = Provedores reordenados
event-app-created = App adicionado
event-app-changed = App alterado
event-app-deleted = App excluído
event-app-revoked = Acesso de um app revogado
event-access-refused = Acesso recusado
event-app-sign-in = Login em uma aplicação
event-app-token-refused = Token de uma aplicação recusado
event-app-logout = Logout não comunicado a uma aplicação
