### Žádost o přístup k aplikaci, který byl někomu odepřen.

access-title = Požádat o přístup k { $application }?
    .about = Správci uvidí vaše jméno, aplikaci a čas žádosti.
    .yes = Požádat o přístup
access-asked = Žádost o přístup k { $application } byla odeslána
    .about = Správci ji vidí. Až přístup dostanete, otevřete aplikaci znovu.
    .open = Otevřít aplikaci
