### Stránka, kterou proxy server ukáže na adrese aplikace, když ji někdo nesmí otevřít.

elsewhere-no-access = Nemáte přístup k { $application }
elsewhere-application = Aplikace
elsewhere-account = Přihlášený účet
elsewhere-groups = Je potřeba jedna z těchto skupin
elsewhere-ask = Použijte jiný účet, nebo požádejte správce o přístup a sdělte mu referenční číslo níže.
elsewhere-other-account = Použít jiný účet
elsewhere-ask-here = Použijte jiný účet, nebo požádejte o přístup: správci vaši žádost uvidí.
elsewhere-ask-access = Požádat o přístup
