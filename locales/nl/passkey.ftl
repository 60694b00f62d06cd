### Inloggen met een passkey, een passkey toevoegen en verwijderen.

passkey-title = Passkeys

passkey-sign-in = Inloggen met een passkey
passkey-needs-script = Passkeys hebben JavaScript nodig. U kunt inloggen met uw wachtwoord.
passkey-cancelled = Er is geen passkey gebruikt. Probeer het opnieuw, of log op een andere manier in.
passkey-no-answer = De server heeft niet geantwoord. Probeer het zo dadelijk opnieuw.

passkey-about = Met een passkey logt u in via uw vingerafdruk, uw gezicht of de pincode van uw apparaat. Een passkey werkt alleen op deze site, dus geen andere site kan erom vragen. Uw wachtwoord blijft geldig.
passkey-none = U hebt nog geen passkey.
passkey-count = { $count ->
    [one] U hebt één passkey.
   *[other] U hebt { $count } passkeys.
}
passkey-manage = Passkeys beheren
passkey-name = Naam
    .help = Waaraan u de passkey herkent, bijvoorbeeld het apparaat of de wachtwoordmanager waarin deze wordt bewaard.
passkey-default-name = Passkey
passkey-add = Passkey toevoegen
passkey-added = De passkey is toegevoegd. U kunt er vanaf nu mee inloggen.
passkey-not-added = Er is geen passkey toegevoegd. Probeer het opnieuw wanneer u wilt.
passkey-exists = Dit apparaat of deze wachtwoordmanager heeft al een passkey voor uw account.
passkey-unsupported = Deze browser kan geen passkeys maken. Gebruik een actuele browser, op een adres dat met https begint.
passkey-add-needs-script = Voor het toevoegen van een passkey is JavaScript nodig.
passkey-full = U hebt het maximale aantal passkeys voor een account. Verwijder er een om een andere toe te voegen.
passkey-created = Toegevoegd: { $time }
passkey-last-used = laatst gebruikt: { $time }
passkey-never-used = nog niet gebruikt
passkey-elsewhere = Werkt alleen op { $host }
    .about = Deze passkey is gemaakt toen deze server een ander adres had. De passkey werkt weer als de server dat adres heeft; verwijder deze anders en voeg een nieuwe toe.
passkey-unavailable = Browsers ondersteunen passkeys alleen voor hostnamen, en deze server staat op { $address }. Stel public_url in op een hostnaam om passkeys te gebruiken.
passkey-remove = Verwijderen
    .question = Daarna kunt u met deze passkey niet meer inloggen. Verwijder de passkey ook van het apparaat of uit de wachtwoordmanager waarin deze wordt bewaard.
passkey-remove-confirm = { $name } verwijderen
passkey-removed = De passkey is verwijderd.
passkey-go-on = Doorgaan
