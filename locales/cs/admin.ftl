### Stránky správy kromě těch o jednom poskytovateli.

admin-providers = Poskytovatelé
admin-apps = Aplikace
admin-users = Uživatelé
admin-sessions = Relace
admin-audit = Protokol auditu
admin-statistics = Statistika
admin-configuration = Konfigurace
admin-search = Hledat
admin-empty = Zatím tu nic není.
admin-notice-saved = Uloženo: { $name }.
admin-notice-provider-deleted = Smazáno: { $name }.
admin-notice-provider-enabled = Zapnuto: { $name }.
admin-notice-provider-disabled = Vypnuto: { $name }.
admin-notice-reordered = Pořadí bylo uloženo.
admin-notice-user-deleted = Účet { $name } byl smazán.
admin-notice-user-disabled = Účet { $name } byl zablokován.
admin-notice-user-enabled = Účet { $name } byl odblokován.
admin-notice-user-promoted = { $name } má nyní oprávnění správce.
admin-notice-user-demoted = { $name } už nemá oprávnění správce.
admin-notice-user-renamed = { $name } má nyní uživatelské jméno { $username }.
admin-notice-user-signed-out = Všechny relace uživatele { $name } byly ukončeny.
admin-notice-session-ended = Relace uživatele { $name } byla ukončena.
admin-notice-reloaded = Konfigurace byla znovu načtena.
admin-administrator = Správce
admin-rights = Práva
admin-disabled = Zablokovaný
admin-verified = ověřený
admin-last-sign-in = poslední přihlášení { $time }
admin-never-signed-in = dosud bez přihlášení
admin-manage = Spravovat
admin-disable = Zablokovat
admin-enable = Odblokovat
admin-promote = Udělit oprávnění správce
admin-demote = Odebrat oprávnění správce
admin-delete-user = Trvale smazat
admin-end-session = Ukončit relaci
admin-end-all-sessions = Ukončit všechny relace
admin-application-id = ID v aplikaci
admin-username = Uživatelské jméno
admin-rename = Změnit uživatelské jméno
admin-password = Heslo
admin-time = Čas
admin-actor = Původce
admin-event = Událost
admin-outcome = Výsledek
admin-any = Libovolné
admin-success = Úspěch
admin-failure = Neúspěch
admin-provider = Poskytovatel
admin-person = Osoba
admin-since = Ode dne
admin-until = Do dne
admin-days-of = Dny začínají o půlnoci v časovém pásmu { $zone }.
admin-about = Týká se
admin-profile = Profil
admin-last-events = Poslední události
admin-all-events = Zobrazit všechny události
admin-all-users = Všichni uživatelé
admin-address = IP adresa
admin-details = Podrobnosti
admin-filter = Filtrovat
admin-show-all = Zobrazit vše
admin-export = Exportovat jako CSV
admin-statistics-about = Přihlášení za posledních 30 dní podle poskytovatele a výsledku. Zvolte den a zobrazí se jeho události.
admin-scale = plná výška: { $count } za den
admin-succeeded =
    { $count ->
        [one] { $count } úspěšné
        [few] { $count } úspěšná
       *[other] { $count } úspěšných
    }
admin-failed =
    { $count ->
        [one] { $count } neúspěšné
        [few] { $count } neúspěšná
       *[other] { $count } neúspěšných
    }
admin-chart = { $name } – úspěšná: { $succeeded }, neúspěšná: { $failed }
admin-configuration-status = Stav konfigurace
    .about = Aktivní konfigurace. Změny v souborech a na těchto stránkách se přebírají automaticky; znovu ji načíst můžete kdykoli.
admin-version = Verze { $number }
admin-definitions =
    { $official ->
        [one] { $official } oficiální definice
        [few] { $official } oficiální definice
       *[other] { $official } oficiálních definic
    }, vlastní: { $custom }
admin-reload = Znovu načíst
admin-reload-failed = Nastavení se nepodařilo znovu načíst. Nadále platí předchozí.
admin-problems = Problémy
admin-no-problems = Žádné problémy.
admin-rules = Pravidla forward-auth
admin-rules-about = Pro aplikace za proxy. Rozhoduje první pravidlo, které požadavku odpovídá; kde neodpovídá žádné, projde každý, kdo je přihlášen. Mění se v konfiguraci a změna platí od dalšího požadavku.
admin-no-rules = Nejsou žádná pravidla: k aplikacím za proxy projde každý, kdo je přihlášen.
admin-nodes = Uzly
    .about = Servery, které sdílejí tuto databázi. Každý každou minutu zapisuje, s čím pracuje; zde je uvedeno, co se liší od tohoto uzlu.
admin-this-node = tento uzel
admin-node-since = běží od { $moment }
admin-node-seen = naposledy viděn { $moment }
admin-node-other-version = Běží v jiné verzi než tento uzel. Aktualizujte všechny uzly na stejnou verzi.
admin-node-other-setting = Jeho konfigurace má jiné nastavení { $name } než tento uzel.
admin-node-other-provider = Jeho konfigurace má jiného poskytovatele { $name } než tento uzel.
admin-node-lacks-provider = Jeho konfigurace nemá poskytovatele { $name }, tento uzel ho má.
admin-node-has-provider = Jeho konfigurace má poskytovatele { $name }, tento uzel ho nemá.
admin-node-other-definition = Má jinou definici { $name } než tento uzel.
admin-node-lacks-definition = Nemá definici { $name }, tento uzel ji má.
admin-node-has-definition = Má definici { $name }, tento uzel ji nemá.
admin-node-lacks-key = Nemůže číst, co tento uzel šifruje: chybí mu klíč { $key }. Nejprve zadejte všem uzlům klíče STARÝ,NOVÝ a teprve potom všem NOVÝ,STARÝ.
admin-node-has-key = Šifruje klíčem { $key }, který tento uzel nemá. Nejprve zadejte všem uzlům klíče STARÝ,NOVÝ a teprve potom všem NOVÝ,STARÝ.
admin-node-clock-ahead = Jeho hodiny jdou oproti databázi o { $seconds } s napřed, takže přihlášení mezi uzly selhávají. Synchronizujte je.
admin-node-clock-behind = Jeho hodiny jdou oproti databázi o { $seconds } s pozadu, takže přihlášení mezi uzly selhávají. Synchronizujte je.
admin-untrusted-proxy = Všechny požadavky přicházejí z adresy { $address } a mají hlavičky X-Forwarded, které se ignorují, takže všichni sdílejí v limitech a protokolech jednu adresu. Pokud je to váš proxy server, přidejte v config.toml pod [network] tento řádek a restartujte: { $line }
admin-credential-ends = Platnost přihlašovacích údajů { $credential } poskytovatele { $provider } skončí { $date }. Vytvořte u poskytovatele nové a zadejte je s jejich datem.
admin-credential-ended = Platnost přihlašovacích údajů { $credential } poskytovatele { $provider } skončila { $date }. Vytvořte u poskytovatele nové a zadejte je s jejich datem.
admin-name = Název
admin-state = Stav
admin-enabled = Zapnuto
admin-seen = Poslední přihlášení
admin-added = Přidáno
admin-actions = Akce
admin-pages = Stránky
admin-previous-page = Předchozí
admin-next-page = Další
admin-shown =
    { $count ->
        [0] Nic nenalezeno
       *[other] { $first }–{ $last } z { $count }
    }
admin-counted =
    { $count ->
        [0] Nic nenalezeno
        [one] 1 událost
        [few] { $count } události
       *[other] { $count } událostí
    }
admin-more-than = Více než { $count } událostí
admin-newer-events = Novější události
admin-follow = Živě
admin-no-provider = Žádný (heslo)
admin-search-about = Hledat stránky, osoby, poskytovatele a aplikace
admin-nothing-found = Nic nemá v názvu „{ $query }“.
admin-add-provider = Přidat poskytovatele
admin-add-app = Přidat aplikaci
admin-access-requests = Žádosti o přístup
admin-tokens = Tokeny API
    .about = Programy je používají pro API správy. Token se vytváří na serveru a tam se jednou zobrazí:
admin-expires = Konec platnosti
admin-expired = platnost skončila
admin-last-used = Naposledy použito
admin-never = nikdy
admin-revoke = Zneplatnit
admin-notice-token-revoked = Token API { $name } byl zneplatněn.
admin-documentation = Dokumentace
admin-api = API správy
admin-branding = Vzhled
    .about = Vyzkoušejte, jak bude vypadat přihlašovací stránka. Nic se zde neukládá: provozovatel serveru zkopíruje řádky níže do konfigurace a server restartuje.
    .text = Text pod nadpisem
    .accent = Barva tlačítek a odkazů
    .links = Odkazy pod tlačítky, na každém řádku jeden
    .variables = Proměnné stylu, na každém řádku jedna
    .dark = Totéž pro tmavé stránky
    .show = Zobrazit
    .preview = Náhled
    .lines = Pro konfiguraci
