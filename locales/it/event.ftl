### I testi del log di audit, con i nomi degli eventi.

event-sign-in = Accesso
event-sign-out = Disconnessione
event-link = Provider collegato
event-unlink = Provider scollegato
event-user-created = Utente creato
event-user-changed = Utente modificato
event-user-deleted = Utente eliminato
event-factor-added = Secondo fattore o passkey aggiunti
event-factor-removed = Secondo fattore o passkey rimossi
event-address-lost = Indirizzo email passato a un’altra persona
event-session-revoked = Sessione terminata
event-token-created = Token API creato
event-token-deleted = Token API revocato
event-provider-created = Provider aggiunto
event-provider-changed = Provider modificato
event-provider-deleted = Provider eliminato
event-providers-reordered = Provider riordinati
event-app-created = App aggiunta
event-app-changed = App modificata
event-app-deleted = App eliminata
event-app-revoked = Accesso di un’app revocato
event-access-refused = Accesso negato
event-app-sign-in = Accesso a un’applicazione
event-app-token-refused = Token di un’applicazione rifiutato
event-app-logout = Disconnessione non comunicata a un’applicazione
