### Woorden die op meerdere pagina’s staan.

common-home = Naar de startpagina
common-home-of = Naar { $name }
common-try-again = Opnieuw proberen
common-sign-out = Uitloggen
common-skip = Naar de inhoud
common-save = Opslaan
common-account = Uw account
common-administration = Beheer
common-copy = Kopiëren
common-copied = Gekopieerd
common-code = Code
common-reference = Referentie
common-cause = Details voor beheerders
    .note = Alleen beheerders kunnen dit zien.
common-language = Taal
common-language-unreviewed = machinaal vertaald, niet nagekeken
common-language-reviewed = nagekeken door { $who }
common-language-of-browser = De taal van de browser gebruiken
