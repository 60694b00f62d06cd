### O que todo formulário diz: o que manteve, o que mudou nesse meio-tempo e se a ação é mesmo desejada.

form-kept = informado
    .help = Ainda não salvo; mantido por dez minutos. Deixe este campo em branco para usá-lo.
form-lost = Um segredo que você informou foi mantido por dez minutos e não existe mais. Informe-o novamente.
form-lost-here = Informe-o novamente.

form-session-ended = Sua sessão terminou
    .about = Entre novamente em outra aba e depois continue aqui. O que você digitou é mantido por dez minutos, e nada foi salvo.
form-sign-in = Entrar
form-go-on = Continuar
form-restored = Você entrou novamente, e o formulário está como você o deixou. Nada foi salvo ainda.
form-restored-about = Se não foi você quem o preencheu, saia desta página.
form-gone = O que você digitou foi mantido por dez minutos e não existe mais. Preencha o formulário novamente.

form-changed-by = Salvo pela última vez por { $name }
form-differences = O que mudou enquanto você editava
    .about = Nada foi salvo. Onde você não alterou nada, o formulário assumiu o que foi salvo. Onde ambos fizeram alterações, escolha um valor. Depois salve novamente.
form-field = Campo
form-before = Antes
form-now = Salvo nesse meio-tempo
form-wanted = Seu valor
form-choose = Escolha um valor
form-empty = vazio
form-on = ativado
form-off = desativado
form-other-secret = outro segredo
form-your-secret = o segredo que você informou
form-no-secret = o segredo que existia

form-cancel = Cancelar
form-changed-meanwhile = Isto mudou enquanto você consultava. Leia novamente e depois decida.
