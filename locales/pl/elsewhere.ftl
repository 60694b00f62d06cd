### Strona, którą serwer proxy pokazuje pod adresem aplikacji, gdy ktoś nie może jej otworzyć.

elsewhere-no-access = Nie masz dostępu do { $application }
elsewhere-application = Aplikacja
elsewhere-account = Zalogowano jako
elsewhere-groups = Wymagana jest jedna z tych grup
elsewhere-ask = Użyj innego konta lub poproś administratora o dostęp, podając numer referencyjny poniżej.
elsewhere-other-account = Użyj innego konta
elsewhere-ask-here = Użyj innego konta lub poproś o dostęp: administratorzy zobaczą Twoją prośbę.
elsewhere-ask-access = Poproś o dostęp
