### Inloggningssidan.

login-title = Logga in
login-heading = Logga in på { $name }
login-with-provider = Logga in med { $provider }
login-last-used = Senast använd
login-signed-out = Du har loggat ut.
login-tried = Du försökte logga in med { $provider }.
login-none-ready = Ingen inloggningsleverantör är tillgänglig ännu. Om du driver servern visar dess logg orsaken.
login-other-host = Du öppnade sidan på en annan adress. Inloggning fungerar bara på { $url }.
login-go-there = Gå till rätt adress
login-find = Sök leverantör
login-search = Sök
login-none-found = Ingen leverantör matchar.
login-with-password = Logga in med lösenord
login-email = E-postadress
login-password = Lösenord
login-wrong-password = Fel e-postadress eller lösenord
login-link-pending = Logga in som du brukar för att länka { $provider } till ditt konto. Sedan ber vi dig bekräfta.
login-link-now = Du är redan inloggad: länka nu
login-signing-in = Du loggas in…
login-go-on = Fortsätt
login-choose-server = På vilken server har du ett konto?
login-other-way = Logga in på annat sätt
