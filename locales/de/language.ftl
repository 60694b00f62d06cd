# Der Name der Sprache in ihr selbst.
language-name = Deutsch
language-reviewed-by = Vestibule
