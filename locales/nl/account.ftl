### De accountpagina.

account-title = Uw account

account-verified = geverifieerd
account-not-verified = niet geverifieerd
account-no-email = Geen e-mailadres
account-email-lost = { $email } is door iemand anders geverifieerd, dus dit account heeft dat adres niet meer. Neem contact op met uw beheerder als het adres van u is.
account-email = E-mailadres
account-name = Naam
account-username = Gebruikersnaam
account-first-name = Voornaam
account-last-name = Achternaam
account-groups = Groepen
account-role = Rol
account-administrator = Beheerder
account-from = van { $provider }
account-set-here = hier ingesteld
account-picture-from = Afbeelding van { $provider }

account-links = Gekoppelde providers
account-linked-since = Gekoppeld sinds { $time }
account-last-used = laatst gebruikt: { $time }
account-no-links = Er is geen provider aan uw account gekoppeld.
account-provider-removed = Deze provider is verwijderd. De koppeling werkt weer als de provider opnieuw wordt toegevoegd.
account-provider-disabled = Deze provider is uitgeschakeld.
account-unlink = Ontkoppelen
account-only-link = Dit is uw enige manier om in te loggen. Koppel een andere provider voordat u deze ontkoppelt.
account-link-another = Nog een provider koppelen
    .about = U kunt daarna met elk van deze providers inloggen.
account-link = { $provider } koppelen

account-home = Uw apps
    .empty = Er is nog geen app die u hier kunt openen.
account-apps = Apps die u gebruikt
    .about = Als u de toegang intrekt, kunnen deze apps uw gegevens niet meer gebruiken; de volgende keer vragen ze opnieuw om toestemming.
account-app-since = sinds { $time }
account-revoke-app = Intrekken
account-sessions = Sessies
    .about = Waar u bent ingelogd. Beëindig sessies die u niet herkent.
account-this-browser = Deze browser
account-unknown-browser = Onbekende browser
account-device = { $browser } op { $system }
account-with-provider = met { $provider }
account-with-password = met wachtwoord of passkey
account-signed-in = ingelogd: { $time }
account-last-active = laatst actief: { $time }
account-end-session = Sessie beëindigen
account-end-other-sessions = Alle andere sessies beëindigen

account-confirm = Deze provider koppelen?
    .about = U hebt zojuist ingelogd met { $provider }, die nog aan geen enkel account is gekoppeld. Wilt u deze provider koppelen aan het account dat u nu gebruikt?
    .identity = Identiteit
    .account = Uw account
    .yes = Koppelen en doorgaan
    .no = Niet koppelen

account-notice-linked = { $provider } is gekoppeld. U kunt er nu mee inloggen.
account-notice-unlinked = { $provider } is niet meer gekoppeld.
account-notice-second-factor-removed = Eenmalige codes staan uit.
account-notice-session-ended = De sessie is beëindigd.
account-notice-other-sessions-ended =
    { $count ->
        [0] Er was geen andere sessie.
        [one] De andere sessie is beëindigd.
       *[other] Alle { $count } andere sessies zijn beëindigd.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Er was geen sessie geopend.
        [one] 1 sessie is beëindigd.
       *[other] { $count } sessies zijn beëindigd.
    }

account-password-title = Wachtwoord wijzigen
account-password-about = Voer uw huidige wachtwoord in, en het wachtwoord dat u vanaf nu gaat gebruiken. Al uw andere sessies worden beëindigd.
account-password-current = Huidig wachtwoord
account-password-new = Nieuw wachtwoord
account-password-wrong = Dit is niet uw wachtwoord.
account-notice-password-changed = Uw wachtwoord is gewijzigd.
