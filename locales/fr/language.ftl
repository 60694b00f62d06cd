# Le nom de la langue dans cette langue.
language-name = Français
language-reviewed-by = Vestibule
