### Om toegang vragen tot een applicatie waartoe de toegang is geweigerd.

access-title = Om toegang tot { $application } vragen?
    .about = Beheerders zien uw naam, de applicatie en het tijdstip van uw verzoek.
    .yes = Om toegang vragen
access-asked = U hebt om toegang tot { $application } gevraagd
    .about = Beheerders zien uw verzoek. Open de applicatie opnieuw zodra u toegang hebt gekregen.
    .open = Applicatie openen
