### Entrar com uma chave de acesso, adicioná-la e removê-la.

passkey-title = Chaves de acesso

passkey-sign-in = Entrar com uma chave de acesso
passkey-needs-script = As chaves de acesso precisam de JavaScript. Você pode entrar com sua senha.
passkey-cancelled = Nenhuma chave de acesso foi usada. Tente novamente ou entre de outra forma.
passkey-no-answer = O servidor não respondeu. Tente novamente em instantes.

passkey-about = Com uma chave de acesso, você entra usando sua impressão digital, seu rosto ou o PIN do seu dispositivo. Ela funciona somente neste site, portanto nenhum outro site pode pedi-la. Sua senha continua válida.
passkey-none = Você ainda não tem nenhuma chave de acesso.
passkey-count = { $count ->
    [0] Você não tem nenhuma chave de acesso.
    [one] Você tem uma chave de acesso.
   *[other] Você tem { $count } chaves de acesso.
}
passkey-manage = Gerenciar chaves de acesso
passkey-name = Nome
    .help = Como você a reconhecerá, por exemplo o dispositivo ou o gerenciador de senhas que a guarda.
passkey-default-name = Chave de acesso
passkey-add = Adicionar uma chave de acesso
passkey-added = A chave de acesso foi adicionada. A partir de agora, você pode entrar com ela.
passkey-not-added = Nenhuma chave de acesso foi adicionada. Tente novamente quando quiser.
passkey-exists = Este dispositivo ou gerenciador de senhas já tem uma chave de acesso para sua conta.
passkey-unsupported = Este navegador não pode criar chaves de acesso. Use um navegador atualizado, em um endereço que comece com https.
passkey-add-needs-script = Para adicionar uma chave de acesso, é necessário JavaScript.
passkey-full = Você tem o número máximo de chaves de acesso de uma conta. Remova uma para adicionar outra.
passkey-created = Adicionada: { $time }
passkey-last-used = último uso: { $time }
passkey-never-used = ainda não usada
passkey-elsewhere = Funciona somente em { $host }
    .about = Esta chave de acesso foi criada quando este servidor tinha outro endereço. Ela voltará a funcionar quando o servidor tiver aquele endereço; caso contrário, remova-a e adicione uma nova.
passkey-unavailable = Os navegadores aceitam chaves de acesso somente para nomes de host, e este servidor está em { $address }. Para usá-las, defina public_url com um nome de host.
passkey-remove = Remover
    .question = Depois disso, você não poderá mais entrar com esta chave de acesso. Remova-a também do dispositivo ou do gerenciador de senhas que a guarda.
passkey-remove-confirm = Remover { $name }
passkey-removed = A chave de acesso foi removida.
passkey-go-on = Continuar
