### Přihlášení druhým faktorem, jeho zapnutí a vypnutí.

second-factor-title = Druhý faktor
second-factor-about = Zadejte kód, který zobrazuje vaše ověřovací aplikace, nebo jeden z kódů pro obnovení.
second-factor-code = Kód
    .help = Šest číslic, nebo kód pro obnovení jako ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Pokračovat
second-factor-back = Zpět na přihlášení
second-factor-refused = Kód není platný
    .help = Každý kód funguje jednou a přibližně jednu minutu. Počkejte na další a zkontrolujte, zda jdou hodiny telefonu správně. Bez telefonu použijte kód pro obnovení; nemáte-li ani ten, obraťte se na provozovatele serveru.
second-factor-account-title = Zabezpečte svůj účet
second-factor-account-about = Ke správě tohoto serveru stačí samotné heslo. Zabezpečte účet jedním z těchto způsobů, nebo oběma.
second-factor-codes = Jednorázové kódy
    .about = Při přihlášení heslem se pak vyžaduje i kód z ověřovací aplikace, takže ukradené heslo nestačí.
second-factor-scan = Naskenujte tento obrázek ověřovací aplikací.
second-factor-qr-code = QR kód pro ověřovací aplikaci
second-factor-type-secret = Nebo do aplikace zadejte tento klíč:
second-factor-type-code = Zadejte kód, který aplikace zobrazuje.
second-factor-digits = Šest číslic.
second-factor-wrong = Toto není aktuální kód k tomuto klíči. Zadejte ten, který aplikace zobrazuje.
second-factor-turn-on = Zapnout
second-factor-later = Teď ne
second-factor-is-on = Jednorázové kódy jsou zapnuté od { $time }.
second-factor-is-off = Vypnuto: k přihlášení stačí samotné heslo.
second-factor-codes-left = { $count ->
    [one] Zbývá jeden kód pro obnovení.
    [few] Zbývají { $count } kódy pro obnovení.
   *[other] Zbývá { $count } kódů pro obnovení.
}
second-factor-new-codes = Nové kódy pro obnovení
second-factor-turn-off = Vypnout
    .question = Potom k přihlášení stačí samotné heslo.
second-factor-change = Změnit
second-factor-to-account = Váš účet
second-factor-turned-on = Jednorázové kódy jsou zapnuté.
second-factor-recovery-codes = Kódy pro obnovení
    .about = Uložte tyto kódy tam, kde je najdete i bez telefonu. Každý vás jednou přihlásí místo kódu z aplikace. Zobrazují se jen teď; dřívější kódy už neplatí.
second-factor-kept = Kódy mám uložené
