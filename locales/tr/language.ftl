# Dilin kendi adı.
language-name = Türkçe
