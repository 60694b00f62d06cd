### Entrar com um segundo fator, ativá-lo e desativá-lo.

second-factor-title = Segundo fator

second-factor-about = Digite o código mostrado no seu aplicativo autenticador ou um dos seus códigos de recuperação.
second-factor-code = Código
    .help = Seis dígitos, ou um código de recuperação como ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Continuar
second-factor-back = Voltar ao login
second-factor-refused = O código não é válido
    .help = Cada código funciona uma única vez e por cerca de um minuto. Espere o próximo e verifique se o relógio do seu celular está certo. Sem o celular, use um código de recuperação; sem nenhum dos dois, fale com quem administra este servidor.

second-factor-account-title = Proteja sua conta
second-factor-account-about = Sua senha, sozinha, basta para administrar este servidor. Proteja-o com uma destas opções ou com ambas.
second-factor-codes = Códigos de uso único
    .about = O login com a senha passa a pedir também um código de um aplicativo autenticador, de modo que uma senha roubada não basta.
second-factor-scan = Escaneie esta imagem com um aplicativo autenticador.
second-factor-qr-code = Código QR para o aplicativo autenticador
second-factor-type-secret = Ou digite esta chave no aplicativo:
second-factor-type-code = Digite o código mostrado no aplicativo.
second-factor-digits = Seis dígitos.
second-factor-wrong = Esse não é o código atual desta chave. Digite o que o aplicativo mostra.
second-factor-turn-on = Ativar
second-factor-later = Agora não
second-factor-is-on = Os códigos de uso único estão ativados desde { $time }.
second-factor-is-off = Desativados: a senha basta para entrar.
second-factor-codes-left = { $count ->
    [0] Não resta nenhum código de recuperação.
    [one] Resta um código de recuperação.
   *[other] Restam { $count } códigos de recuperação.
}
second-factor-new-codes = Novos códigos de recuperação
second-factor-turn-off = Desativar
    .question = Depois disso, a senha bastará para entrar.
second-factor-change = Alterar
second-factor-to-account = Sua conta
second-factor-turned-on = Os códigos de uso único estão ativados.
second-factor-recovery-codes = Códigos de recuperação
    .about = Guarde estes códigos onde possa encontrá-los sem o celular. Cada um permite entrar uma vez no lugar de um código do aplicativo. Eles são mostrados somente agora; os códigos anteriores não funcionam mais.
second-factor-kept = Já os guardei
