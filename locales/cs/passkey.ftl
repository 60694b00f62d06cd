### Přihlášení přístupovým klíčem, přidávání a odebírání klíčů.

passkey-title = Přístupové klíče
passkey-sign-in = Přihlásit se přístupovým klíčem
passkey-needs-script = Přístupové klíče vyžadují JavaScript. Můžete se přihlásit heslem.
passkey-cancelled = Nebyl použit žádný přístupový klíč. Zkuste to znovu, nebo se přihlaste jiným způsobem.
passkey-no-answer = Server neodpověděl. Zkuste to za chvíli znovu.
passkey-about = Přístupovým klíčem se přihlásíte pomocí otisku prstu, obličeje nebo kódu PIN svého zařízení. Funguje jen na tomto webu, takže si ho žádný jiný nemůže vyžádat. Vaše heslo platí dál.
passkey-none = Zatím nemáte žádný přístupový klíč.
passkey-count = { $count ->
    [one] Máte jeden přístupový klíč.
    [few] Máte { $count } přístupové klíče.
   *[other] Máte { $count } přístupových klíčů.
}
passkey-manage = Spravovat přístupové klíče
passkey-name = Název
    .help = Podle čeho ho poznáte, například zařízení nebo správce hesel, ve kterém je uložen.
passkey-default-name = Přístupový klíč
passkey-add = Přidat přístupový klíč
passkey-added = Přístupový klíč byl přidán. Od této chvíle se jím můžete přihlašovat.
passkey-not-added = Žádný přístupový klíč nebyl přidán. Zkuste to znovu, až budete připraveni.
passkey-exists = Toto zařízení nebo tento správce hesel už přístupový klíč k vašemu účtu má.
passkey-unsupported = Tento prohlížeč neumí vytvářet přístupové klíče. Použijte aktuální prohlížeč a adresu, která začíná https.
passkey-add-needs-script = Přidání přístupového klíče vyžaduje JavaScript.
passkey-full = Máte tolik přístupových klíčů, kolik jich účet může mít. Chcete-li přidat další, některý odeberte.
passkey-created = Přidán { $time }
passkey-last-used = naposledy použit { $time }
passkey-never-used = dosud nepoužit
passkey-elsewhere = Funguje jen na { $host }
    .about = Tento přístupový klíč vznikl, když měl server jinou adresu. Bude opět fungovat, až server bude mít tu adresu; jinak ho odeberte a přidejte nový.
passkey-unavailable = Prohlížeče podporují přístupové klíče jen pro názvy hostitelů a tento server má adresu { $address }. Chcete-li je používat, nastavte v public_url název hostitele.
passkey-remove = Odebrat
    .question = Potom se tímto přístupovým klíčem už nepřihlásíte. Odeberte ho také ze zařízení nebo správce hesel, ve kterém je uložen.
passkey-remove-confirm = Odebrat { $name }
passkey-removed = Přístupový klíč byl odebrán.
passkey-go-on = Pokračovat
