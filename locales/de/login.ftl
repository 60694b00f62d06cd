### Die Anmeldeseite.

login-title = Anmelden
login-heading = Bei { $name } anmelden
login-with-provider = Mit { $provider } anmelden
login-last-used = Zuletzt benutzt
login-signed-out = Sie haben sich abgemeldet.
login-tried = Sie wollten sich mit { $provider } anmelden.
login-none-ready = Noch ist kein Anbieter verfügbar. Wenn Sie diesen Server betreiben, finden Sie den Grund in seinem Protokoll.
# $url is the address of this installation.
login-other-host = Sie haben diese Seite unter einer anderen Adresse geöffnet. Die Anmeldung funktioniert nur unter { $url }.
login-go-there = Zur richtigen Adresse
login-find = Anbieter suchen
login-search = Suchen
login-none-found = Kein passender Anbieter.
login-with-password = Mit Passwort anmelden
login-email = E-Mail-Adresse
login-password = Passwort
login-wrong-password = E-Mail-Adresse oder Passwort ist falsch
login-link-pending = Um { $provider } mit Ihrem Konto zu verknüpfen, melden Sie sich wie gewohnt an. Danach bitten wir Sie um eine Bestätigung.
login-link-now = Sie sind schon angemeldet: jetzt verknüpfen
login-signing-in = Sie werden angemeldet …
login-go-on = Weiter
login-choose-server = Bei welchem Server haben Sie ein Konto?
login-other-way = Anders anmelden
