### Dotazy před provedením: koho nebo čeho se týká a co z toho vyplyne.

confirm-sessions =
    { $count ->
        [0] Žádná relace není otevřená, takže se žádná neukončí.
        [one] Ihned se ukončí 1 relace.
        [few] Ihned se ukončí { $count } relace.
       *[other] Ihned se ukončí { $count } relací.
    }
confirm-people =
    { $count ->
        [0] Nikdo s ním není propojen.
        [one] Je s ním propojena 1 osoba.
        [few] Jsou s ním propojeny { $count } osoby.
       *[other] Je s ním propojeno { $count } osob.
    }
confirm-app-people =
    { $count ->
        [0] Zatím ji nikdo nepoužívá.
        [one] Používá ji 1 osoba.
        [200] Používá ji 200 nebo více osob.
        [few] Používají ji { $count } osoby.
       *[other] Používá ji { $count } osob.
    }
confirm-links =
    { $count ->
        [0] S účtem není propojen žádný poskytovatel.
        [one] Z účtu bude odebrán 1 propojený poskytovatel.
        [few] Z účtu budou odebráni { $count } propojení poskytovatelé.
       *[other] Z účtu bude odebráno { $count } propojených poskytovatelů.
    }
confirm-tokens =
    { $count ->
        [0] Žádný osobní přístupový token nepřestane platit.
        [one] Ihned přestane platit 1 osobní přístupový token.
        [few] Ihned přestanou platit { $count } osobní přístupové tokeny.
       *[other] Ihned přestane platit { $count } osobních přístupových tokenů.
    }
confirm-no-undo = Tuto akci nelze vrátit zpět.
confirm-delete-user = Trvale smazat účet { $name }?
    .username = Uživatelské jméno { $username } už nikdo jiný nedostane.
    .yes = Trvale smazat
confirm-disable-user = Zablokovat účet { $name }?
    .about = Dokud účet znovu neodblokujete, tato osoba se nepřihlásí a aplikace ji odmítnou.
    .yes = Zablokovat
confirm-promote = Udělit oprávnění správce: { $name }?
    .about = Správci zde mohou měnit každého poskytovatele, každého uživatele i vše ostatní.
    .yes = Udělit oprávnění správce
confirm-demote = Odebrat oprávnění správce: { $name }?
    .about = Oprávnění, která uděluje poskytovatel, se vrátí při příštím přihlášení přes něj.
    .yes = Odebrat oprávnění správce
confirm-sign-out-user = Ukončit všechny relace uživatele { $name }?
    .about = Tato osoba se může znovu přihlásit.
    .yes = Ukončit všechny relace
confirm-rename = Změnit uživatelské jméno osoby { $name } na { $username }?
    .about = Když jste stránku otevřeli, bylo to { $before }. Někdo jiný ho změnil na { $now }.
    .yes = Změnit uživatelské jméno
confirm-delete-provider = Smazat poskytovatele { $name }?
    .about = Propojení zůstanou zachována a budou opět fungovat, když stejného poskytovatele znovu přidáte. Co udělil, například skupiny a oprávnění správce, přestane platit.
    .yes = Smazat poskytovatele
confirm-delete-app = Smazat aplikaci { $name }?
    .about = Zmizí s ní její tajemství a vše, co jí uživatelé povolili, a nikdo se do ní už nepřihlásí.
    .yes = Smazat aplikaci
confirm-disable-provider = Vypnout poskytovatele { $name }?
    .about = Dokud ho znovu nezapnete, nikdo se přes něj nepřihlásí. Co udělil, přestane platit.
    .yes = Vypnout poskytovatele
confirm-unlink = Zrušit propojení s poskytovatelem { $provider }?
    .about = Už se přes něj nebudete moci přihlásit.
    .yes = Zrušit propojení s { $provider }
confirm-end-others = Ukončit všechny ostatní relace?
    .about = Zde zůstanete přihlášeni.
    .yes = Ukončit všechny ostatní relace
confirm-reorder = Změnit pořadí?
    .now = Mezitím ho změnil někdo jiný. Nyní je: { $order }.
    .yours = S vaší změnou by bylo: { $order }.
    .yes = Uložit moje pořadí
confirm-revoke-token = Zneplatnit token API { $name }?
    .about = Programy, které ho používají, ihned ztratí přístup.
    .yes = Zneplatnit
