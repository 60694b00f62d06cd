### Co mówi dziennik audytu, pod nazwami zdarzeń.

event-sign-in = Logowanie
event-sign-out = Wylogowanie
event-link = Powiązano dostawcę
event-unlink = Usunięto powiązanie z dostawcą
event-user-created = Utworzono użytkownika
event-user-changed = Zmieniono użytkownika
event-user-deleted = Usunięto użytkownika
event-factor-added = Dodano drugi składnik lub klucz dostępu
event-factor-removed = Usunięto drugi składnik lub klucz dostępu
event-address-lost = Adres e-mail przejął ktoś inny
event-session-revoked = Zakończono sesję
event-token-created = Utworzono token API
event-token-deleted = Unieważniono token API
event-provider-created = Dodano dostawcę
event-provider-changed = Zmieniono dostawcę
event-provider-deleted = Usunięto dostawcę
event-providers-reordered = Zmieniono kolejność dostawców
event-app-created = Dodano aplikację
event-app-changed = Zmieniono aplikację
event-app-deleted = Usunięto aplikację
event-app-revoked = Cofnięto dostęp aplikacji
event-access-refused = Odmówiono dostępu
event-access-requested = Poproszono o dostęp
event-app-sign-in = Logowanie do aplikacji
event-app-token-refused = Odrzucono token aplikacji
event-app-logout = Nie przekazano wylogowania do aplikacji
