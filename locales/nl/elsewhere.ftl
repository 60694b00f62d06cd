### De pagina die een proxy op het adres van een applicatie toont aan wie deze niet mag openen.

elsewhere-no-access = U hebt geen toegang tot { $application }
elsewhere-application = Applicatie
elsewhere-account = Ingelogd als
elsewhere-groups = Een van deze groepen is nodig
elsewhere-ask = Gebruik een ander account, of vraag uw beheerder om toegang en geef de onderstaande referentie door.
elsewhere-other-account = Ander account gebruiken
elsewhere-ask-here = Gebruik een ander account, of vraag om toegang: beheerders zien uw verzoek.
elsewhere-ask-access = Om toegang vragen
