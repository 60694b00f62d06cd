### Ord som flera sidor delar.

common-home = Gå till startsidan
common-home-of = Gå till { $name }
common-try-again = Försök igen
common-sign-out = Logga ut
common-skip = Hoppa till innehållet
common-save = Spara
common-account = Ditt konto
common-administration = Administration
common-copy = Kopiera
common-copied = Kopierat
common-code = Kod
common-reference = Referens
common-cause = Detaljer för administratörer
    .note = Bara administratörer ser detta.
common-language = Språk
common-language-unreviewed = maskinöversatt, inte granskad
common-language-reviewed = granskad av { $who }
common-language-of-browser = Använd webbläsarens språk
