### De inlogpagina.

login-title = Inloggen
login-heading = Inloggen bij { $name }
login-with-provider = Inloggen met { $provider }
login-last-used = Laatst gebruikt
login-signed-out = U bent uitgelogd.
login-tried = U hebt geprobeerd in te loggen met { $provider }.
login-none-ready = Er is nog geen inlogprovider beschikbaar. Als u deze server beheert, vindt u de reden in het logboek.
login-other-host = U hebt deze pagina op een ander adres geopend. Inloggen werkt alleen op { $url }.
login-go-there = Naar het juiste adres
login-find = Provider zoeken
login-search = Zoeken
login-none-found = Geen overeenkomende provider.
login-with-password = Inloggen met wachtwoord
login-email = E-mailadres
login-password = Wachtwoord
login-wrong-password = E-mailadres of wachtwoord onjuist
login-link-pending = Log in zoals u gewend bent om { $provider } aan uw account te koppelen. Daarna vragen we u om een bevestiging.
login-link-now = U bent al ingelogd: nu koppelen

login-signing-in = U wordt ingelogd…
login-go-on = Doorgaan

login-choose-server = Bij welke server hebt u een account?
login-other-way = Op een andere manier inloggen
