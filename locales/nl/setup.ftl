### De eerste start: de eerste beheerder aanmaken en de stappen daarna.

setup-page = Installatie
setup-title = Welkom bij { $name }
setup-about = U hebt de installatielink geopend, dus u kunt de eerste beheerder aanmaken. U gebruikt dit account nu, en telkens als er geen provider werkt.
setup-email = Uw e-mailadres
setup-password = Wachtwoord
    .help = Ten minste 12 tekens die moeilijk te raden zijn, bijvoorbeeld vier willekeurige woorden.
setup-confirm-password = Wachtwoord bevestigen
setup-create = Beheerdersaccount aanmaken
setup-then = Daarna voegt u uw eerste inlogprovider toe.

setup-problem = Corrigeer het veld hieronder en voer uw wachtwoord opnieuw in.
setup-problem-email = Voer een geldig e-mailadres in.
setup-problem-email-taken = Een gebruiker heeft dit adres geverifieerd. Voer een ander in. ‘vestibule admin reset’ op de server toont wie dat is.
setup-problem-too-short = Het wachtwoord is te kort. Gebruik ten minste 12 tekens.
setup-problem-too-long = Het wachtwoord is te lang. Gebruik ten hoogste 1024 tekens.
setup-problem-like-address = Het wachtwoord lijkt te veel op uw e-mailadres. Gebruik woorden die er niets mee te maken hebben.
setup-problem-common = Het wachtwoord is gemakkelijk te raden: veel mensen gebruiken dit of een sterk gelijkend wachtwoord. Gebruik vier willekeurige woorden.
setup-problem-repeats = Het wachtwoord is gemakkelijk te raden: het herhaalt zichzelf. Gebruik vier willekeurige woorden.
setup-problem-sequence = Het wachtwoord is gemakkelijk te raden: het is een reeks. Gebruik vier willekeurige woorden.
setup-problem-keyboard = Het wachtwoord is gemakkelijk te raden: het is een patroon op het toetsenbord. Gebruik vier willekeurige woorden.
setup-problem-names = Het wachtwoord is gemakkelijk te raden: het bestaat uit namen. Voeg willekeurige woorden toe.
setup-problem-dates = Het wachtwoord is gemakkelijk te raden: het bestaat uit datums. Gebruik vier willekeurige woorden.
setup-problem-words = Het wachtwoord is gemakkelijk te raden: het bestaat uit enkele veelgebruikte woorden. Voeg een of twee willekeurige woorden toe.
setup-problem-different = De wachtwoorden komen niet overeen.

setup-strength = Sterkte van het wachtwoord
setup-strength-very-weak = Zeer zwak
setup-strength-weak = Zwak
setup-strength-fair = Niet sterk genoeg
setup-strength-strong = Sterk
setup-strength-very-strong = Zeer sterk

setup-not-set-up = Nog niet ingesteld
setup-find-link = Beheert u deze server? In het logboek staat een installatielink die een uur geldig is. Voer ‘vestibule admin setup’ uit op de server om een nieuwe link te krijgen.

setup-steps = Eerste stappen
setup-step-administrator = Beheerder
setup-step-choose = Provider kiezen
setup-step-enable = Testen en inschakelen
setup-step-sign-in = Inloggen
setup-step-done = klaar

setup-ready = Er kan worden ingelogd
setup-almost-ready = Bijna klaar
setup-your-providers = Uw providers
setup-none-enabled = Er is nog geen provider ingeschakeld.
setup-next = Volgende stappen
setup-next-try = Bekijk wat alle anderen te zien krijgen: open de inlogpagina in een andere browser of in een privévenster.
setup-sign-in-page = Inlogpagina
setup-next-link = Koppel de provider aan uw eigen account, zodat u er ook mee kunt inloggen. Houd uw wachtwoord achter de hand.
setup-next-access = Bepaal wie mag inloggen en wie beheerder is: stel groepen en e-maildomeinen in bij de instellingen van de provider.
setup-next-application = Beveilig uw applicatie: nginx, Caddy en Traefik kunnen hier elk verzoek controleren (docs/forward-auth.md).
setup-next-backup = Maak een back-up van uw gegevens met ‘vestibule backup BESTAND’ en bewaar een kopie van de geheime sleutel op een andere plek (docs/operations.md).
