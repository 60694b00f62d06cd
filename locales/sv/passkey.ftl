### Logga in med en passkey, lägga till och ta bort en.

passkey-title = Passkeys
passkey-sign-in = Logga in med passkey
passkey-needs-script = Passkeys kräver JavaScript. Du kan logga in med ditt lösenord.
passkey-cancelled = Ingen passkey användes. Försök igen, eller logga in på annat sätt.
passkey-no-answer = Servern svarade inte. Försök igen om en stund.
passkey-about = Med en passkey loggar du in med fingeravtryck, ansikte eller enhetens PIN-kod. Den fungerar bara på den här webbplatsen, så ingen annan kan fråga efter den. Ditt lösenord gäller fortfarande.
passkey-none = Du har ingen passkey ännu.
passkey-count = { $count ->
    [one] Du har en passkey.
   *[other] Du har { $count } passkeys.
}
passkey-manage = Hantera passkeys
passkey-name = Namn
    .help = Så att du känner igen den, till exempel enheten eller lösenordshanteraren där den finns.
passkey-default-name = Passkey
passkey-add = Lägg till passkey
passkey-added = Din passkey har lagts till. Du kan logga in med den från och med nu.
passkey-not-added = Ingen passkey lades till. Försök igen när du är redo.
passkey-exists = Den här enheten eller lösenordshanteraren har redan en passkey för ditt konto.
passkey-unsupported = Den här webbläsaren kan inte skapa passkeys. Använd en aktuell webbläsare och en adress som börjar med https.
passkey-add-needs-script = JavaScript krävs för att lägga till en passkey.
passkey-full = Du har så många passkeys som ett konto kan ha. Ta bort en för att lägga till en annan.
passkey-created = Tillagd { $time }
passkey-last-used = senast använd { $time }
passkey-never-used = ännu inte använd
passkey-elsewhere = Fungerar bara på { $host }
    .about = Den här passkeyn skapades när servern hade en annan adress. Den fungerar igen när servern har den adressen; annars kan du ta bort den och lägga till en ny.
passkey-unavailable = Webbläsare stöder passkeys bara för värdnamn, och den här servern har adressen { $address }. Ange ett värdnamn i public_url för att använda dem.
passkey-remove = Ta bort
    .question = Därefter kan du inte längre logga in med den här passkeyn. Ta även bort den från enheten eller lösenordshanteraren där den finns.
passkey-remove-confirm = Ta bort { $name }
passkey-removed = Din passkey har tagits bort.
passkey-go-on = Fortsätt
