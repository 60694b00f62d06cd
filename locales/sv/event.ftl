### Vad granskningsloggen säger, under händelsernas namn.

event-sign-in = Inloggning
event-sign-out = Utloggning
event-link = Leverantör länkad
event-unlink = Länk till leverantör borttagen
event-user-created = Användare skapad
event-user-changed = Användare ändrad
event-user-deleted = Användare borttagen
event-factor-added = Andra faktor eller passkey tillagd
event-factor-removed = Andra faktor eller passkey borttagen
event-address-lost = E-postadress övertagen av någon annan
event-session-revoked = Session avslutad
event-token-created = API-token skapad
event-token-deleted = API-token återkallad
event-provider-created = Leverantör tillagd
event-provider-changed = Leverantör ändrad
event-provider-deleted = Leverantör borttagen
event-providers-reordered = Leverantörernas ordning ändrad
event-app-created = App tillagd
event-app-changed = App ändrad
event-app-deleted = App borttagen
event-app-revoked = En apps åtkomst återkallad
event-access-refused = Åtkomst nekad
event-access-requested = Åtkomst begärd
event-app-sign-in = Inloggning i ett program
event-app-token-refused = Token från ett program nekad
event-app-logout = Utloggning inte vidarebefordrad till ett program
