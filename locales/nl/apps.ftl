### De pagina’s tussen een applicatie en het inloggen.

apps-sign-in-for = Log in om verder te gaan naar { $app }.
apps-consent-title = { $app } toegang geven?
apps-consent-account = U bent ingelogd als { $account }.
apps-consent-about = { $app } wil graag weten:
apps-scope-openid = dat u bent ingelogd en wie u hier bent
apps-scope-profile = uw naam, gebruikersnaam en afbeelding
apps-scope-email = uw e-mailadres
apps-scope-groups = uw groepen
apps-scope-offline = dit alles ook als u afwezig bent, totdat u uitlogt
apps-consent-allow = Toestaan
apps-consent-deny = Weigeren

apps-sign-out-title = Uitloggen?
apps-sign-out-asked = { $app } vraagt u om uit te loggen.
apps-sign-out-about = U wordt hier uitgelogd, en ook bij alles waarvoor u zo bent ingelogd.
apps-sign-out-yes = Uitloggen
apps-sign-out-no = Ingelogd blijven

apps-device-title = Apparaat verbinden
apps-device-about = Voer de code in die uw apparaat of programma toont.
apps-device-code = Code
apps-device-help = Acht letters, bijvoorbeeld WDJB-MJHT.
apps-device-wrong = Er wacht geen apparaat met deze code. Vergelijk de code, of vraag op het apparaat een andere aan.
apps-device-continue = Doorgaan
apps-device-confirm = Inloggen bij { $app } op een apparaat?
apps-device-compare = Vergelijk de code met die op het apparaat:
apps-device-warning = Sta dit alleen toe als u het apparaat of programma voor u hebt en dit zelf bent begonnen. Anders wordt degene die u een link of code heeft gestuurd namens u ingelogd.
apps-device-allowed = Klaar
apps-device-denied = Geweigerd
apps-device-go-on = { $app } gaat vanzelf verder. U kunt deze pagina sluiten.
apps-device-nothing = { $app } krijgt geen toegang. U kunt deze pagina sluiten.
