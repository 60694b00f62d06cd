### Stránka účtu.

account-title = Váš účet
account-verified = ověřený
account-not-verified = neověřený
account-no-email = Žádný e-mail
account-email-lost = Adresu { $email } ověřil někdo jiný, proto už k tomuto účtu nepatří. Pokud je to vaše adresa, obraťte se na správce.
account-email = E-mail
account-name = Jméno
account-username = Uživatelské jméno
account-first-name = Křestní jméno
account-last-name = Příjmení
account-groups = Skupiny
account-role = Role
account-administrator = Správce
account-from = od poskytovatele { $provider }
account-set-here = nastaveno zde
account-picture-from = Obrázek od poskytovatele { $provider }
account-links = Propojení poskytovatelé
account-linked-since = Propojeno od { $time }
account-last-used = naposledy použito { $time }
account-no-links = S vaším účtem není propojen žádný poskytovatel.
account-provider-removed = Tento poskytovatel byl odebrán. Až bude znovu přidán, propojení bude opět fungovat.
account-provider-disabled = Tento poskytovatel je vypnutý.
account-unlink = Zrušit propojení
account-only-link = Jinak se přihlásit nemůžete. Než toto propojení zrušíte, propojte účet s jiným poskytovatelem.
account-link-another = Propojit dalšího poskytovatele
    .about = Potom se můžete přihlašovat přes kteréhokoli z nich.
account-link = Propojit { $provider }
account-home = Vaše aplikace
    .empty = Zatím tu není žádná aplikace, kterou můžete otevřít.
account-apps = Aplikace, které používáte
    .about = Když aplikaci přístup odeberete, přijde o to, co od vás má; příště se zeptá znovu.
account-app-since = od { $time }
account-revoke-app = Odebrat přístup
account-sessions = Relace
    .about = Zde jste přihlášeni. Ukončete každou relaci, kterou nepoznáváte.
account-this-browser = Tento prohlížeč
account-unknown-browser = Neznámý prohlížeč
account-device = { $browser }, systém { $system }
account-with-provider = přes { $provider }
account-with-password = heslem nebo přístupovým klíčem
account-signed-in = přihlášení { $time }
account-last-active = poslední aktivita { $time }
account-end-session = Ukončit relaci
account-end-other-sessions = Ukončit všechny ostatní relace
account-confirm = Propojit tohoto poskytovatele?
    .about = Právě proběhlo přihlášení přes { $provider }, ale tato identita zatím není propojena s žádným účtem. Chcete ji propojit s účtem, který nyní používáte?
    .identity = Identita
    .account = Váš účet
    .yes = Propojit a pokračovat
    .no = Nepropojovat
account-notice-linked = Poskytovatel { $provider } je propojen. Nyní se přes něj můžete přihlašovat.
account-notice-unlinked = Poskytovatel { $provider } už není propojen.
account-notice-second-factor-removed = Jednorázové kódy jsou vypnuté.
account-notice-session-ended = Relace byla ukončena.
account-notice-other-sessions-ended =
    { $count ->
        [0] Žádná jiná relace nebyla otevřená.
        [one] Další relace byla ukončena.
        [few] Byly ukončeny { $count } další relace.
       *[other] Bylo ukončeno { $count } dalších relací.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Žádná relace nebyla otevřená.
        [one] Byla ukončena 1 relace.
        [few] Byly ukončeny { $count } relace.
       *[other] Bylo ukončeno { $count } relací.
    }
account-password-title = Změnit heslo
account-password-about = Zadejte dosavadní heslo a nové, které budete od této chvíle používat. Všechny vaše ostatní relace skončí.
account-password-current = Dosavadní heslo
account-password-new = Nové heslo
account-password-wrong = Toto není vaše heslo.
account-notice-password-changed = Heslo bylo změněno.
