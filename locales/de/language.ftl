# Der Name der Sprache in ihr selbst.
language-name = Deutsch
