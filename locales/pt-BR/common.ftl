### Palavras comuns a várias páginas.

common-home = Ir para a página inicial
common-home-of = Ir para { $name }
common-try-again = Tentar novamente
common-sign-out = Sair
common-skip = Ir para o conteúdo
common-save = Salvar
common-account = Sua conta
common-administration = Administração
common-copy = Copiar
common-copied = Copiado
common-code = Código
common-reference = Referência
common-cause = Detalhes para administradores
    .note = Somente administradores podem ver isto.
common-language = Idioma
common-language-unreviewed = tradução automática, não revisada
common-language-reviewed = revisada por { $who }
common-language-of-browser = Usar o idioma do navegador
