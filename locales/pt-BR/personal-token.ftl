### Tokens de acesso pessoal: a página da conta e a lista na página de uma pessoa.

personal-token-title = Tokens de acesso pessoal
personal-token-about = Um token permite que um programa entre onde você poderia entrar: um script, uma televisão, um app para celular. Ele vale somente para os apps e hosts que você escolher, e até expirar. Ele não substitui um segundo fator.
personal-token-none = Você não tem nenhum token de acesso pessoal.
personal-token-count = { $count ->
    [0] Você não tem nenhum token de acesso pessoal.
    [one] Você tem um token de acesso pessoal.
   *[other] Você tem { $count } tokens de acesso pessoal.
}
personal-token-manage = Gerenciar tokens
personal-token-add = Criar um token
personal-token-ends = válido até { $time }
personal-token-ended = expirado
personal-token-last-used = último uso: { $time }
personal-token-never-used = ainda não usado

personal-token-name = Nome
    .help = O programa que o tem, por exemplo “Televisão”.
personal-token-days = Dias até expirar
    .help = De 1 a 365.
personal-token-apps = Apps
personal-token-hosts = Hosts
    .help = Um por linha, por exemplo photos.example.com, ou *.example.com para todos os hosts de um domínio. Escolha pelo menos um app ou host.
personal-token-make = Criar token
personal-token-not-fresh = Para criar um token, entre novamente. Depois você voltará a esta página.
personal-token-sign-in-again = Entrar novamente
personal-token-full = Você tem o número máximo de tokens de uma conta. Revogue um para criar outro.
personal-token-wrong-name = O nome de um token tem de 1 a { $most } caracteres.
personal-token-wrong-days = Digite um número inteiro de 1 a { $most }.
personal-token-wrong-host = “{ $host }” não é um host. Digite photos.example.com ou *.example.com, sem https:// e sem caminho.
personal-token-wrong-app = Não há nenhum app “{ $app }” para o qual um token possa valer.
personal-token-wrong-nowhere = Escolha pelo menos um app ou host.
personal-token-wrong-too-many = Um token vale para no máximo 20 apps e 20 hosts.

personal-token-made = O token { $name } está pronto
    .about = Copie o token agora. Ele não será mostrado novamente.
    .use = O programa o envia como “Authorization: Bearer” ou como senha, com ou sem seu nome de usuário.
personal-token-token = Token
personal-token-revoke = Revogar
    .question = Os programas que têm este token serão recusados imediatamente.
personal-token-revoke-confirm = Revogar { $name }
personal-token-revoked = O token foi revogado.
personal-token-to-account = Ir para sua conta
