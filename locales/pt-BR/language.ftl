# O nome do idioma no próprio idioma.
language-name = Português (Brasil)
