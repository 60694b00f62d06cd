### Palabras comunes a varias páginas.

common-home = Ir a la página de inicio
common-home-of = Ir a { $name }
common-try-again = Reintentar
common-sign-out = Cerrar sesión
common-skip = Ir al contenido
common-save = Guardar
common-account = Su cuenta
common-administration = Administración
common-copy = Copiar
common-copied = Copiado
common-code = Código
common-reference = Referencia
common-cause = Detalles para administradores
    .note = Solo los administradores pueden ver esto.
common-language = Idioma
common-language-unreviewed = traducción automática, sin revisar
common-language-reviewed = revisada por { $who }
common-language-of-browser = Usar el idioma del navegador
