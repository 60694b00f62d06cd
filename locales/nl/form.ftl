### Wat elk formulier zegt: wat het heeft bewaard, wat er intussen is gewijzigd en of dat echt de bedoeling is.

form-kept = ingevoerd
    .help = Nog niet opgeslagen; wordt tien minuten bewaard. Laat dit veld leeg om het te gebruiken.
form-lost = Een geheim dat u hebt ingevoerd, is tien minuten bewaard en is er niet meer. Voer het opnieuw in.
form-lost-here = Voer het opnieuw in.

form-session-ended = Uw sessie is beëindigd
    .about = Log opnieuw in op een ander tabblad en ga daarna hier verder. Wat u hebt ingevoerd, wordt tien minuten bewaard en er is niets opgeslagen.
form-sign-in = Inloggen
form-go-on = Doorgaan
form-restored = U bent weer ingelogd en het formulier is zoals u het hebt achtergelaten. Er is nog niets opgeslagen.
form-restored-about = Verlaat deze pagina als u het formulier niet zelf hebt ingevuld.
form-gone = Wat u hebt ingevoerd, is tien minuten bewaard en is er niet meer. Vul het formulier opnieuw in.

form-changed-by = Laatst opgeslagen door { $name }
form-differences = Wat er is gewijzigd terwijl u aan het bewerken was
    .about = Er is niets opgeslagen. Waar u zelf niets hebt gewijzigd, heeft het formulier de opgeslagen waarden overgenomen. Waar u allebei iets hebt gewijzigd, kiest u een waarde. Sla daarna opnieuw op.
form-field = Veld
form-before = Voorheen
form-now = Intussen opgeslagen
form-wanted = Uw waarde
form-choose = Kies een waarde
form-empty = leeg
form-on = aan
form-off = uit
form-other-secret = een ander geheim
form-your-secret = het geheim dat u hebt ingevoerd
form-no-secret = het geheim dat er was

form-cancel = Annuleren
form-changed-meanwhile = Dit is gewijzigd terwijl u het bekeek. Lees het opnieuw en beslis daarna.
