### Slova společná více stránkám.

common-home = Přejít na úvodní stránku
common-home-of = Přejít na { $name }
common-try-again = Zkusit znovu
common-sign-out = Odhlásit se
common-skip = Přejít k obsahu
common-save = Uložit
common-account = Váš účet
common-administration = Správa
common-copy = Kopírovat
common-copied = Zkopírováno
common-code = Kód
common-reference = Referenční číslo
common-cause = Podrobnosti pro správce
    .note = Vidí to jen správci.
common-language = Jazyk
common-language-unreviewed = strojový překlad, nezkontrolováno
common-language-reviewed = kontrola: { $who }
common-language-of-browser = Použít jazyk prohlížeče
