### Přihlašovací stránka.

login-title = Přihlášení
login-heading = Přihlášení do { $name }
login-with-provider = Přihlásit se přes { $provider }
login-last-used = Naposledy použito
login-signed-out = Odhlášení proběhlo.
login-tried = Pokus o přihlášení přes { $provider }.
login-none-ready = Zatím není dostupný žádný poskytovatel přihlášení. Pokud tento server provozujete, důvod najdete v jeho protokolu.
login-other-host = Otevřeli jste tuto stránku na jiné adrese. Přihlášení funguje jen na { $url }.
login-go-there = Přejít na správnou adresu
login-find = Hledat poskytovatele
login-search = Hledat
login-none-found = Žádný odpovídající poskytovatel.
login-with-password = Přihlásit se heslem
login-email = E-mail
login-password = Heslo
login-wrong-password = Nesprávný e-mail nebo heslo
login-link-pending = Chcete-li propojit poskytovatele { $provider } se svým účtem, přihlaste se obvyklým způsobem. Potom vás požádáme o potvrzení.
login-link-now = Už jste přihlášeni: propojit nyní
login-signing-in = Probíhá přihlášení…
login-go-on = Pokračovat
login-choose-server = Na kterém serveru máte účet?
login-other-way = Přihlásit se jiným způsobem
