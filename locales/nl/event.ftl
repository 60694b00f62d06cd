### Wat het auditlogboek vermeldt, onder de namen van de gebeurtenissen.

event-sign-in = Ingelogd
event-sign-out = Uitgelogd
event-link = Provider gekoppeld
event-unlink = Provider ontkoppeld
event-user-created = Gebruiker aangemaakt
event-user-changed = Gebruiker gewijzigd
event-user-deleted = Gebruiker verwijderd
event-factor-added = Tweede factor of passkey toegevoegd
event-factor-removed = Tweede factor of passkey verwijderd
event-address-lost = E-mailadres overgegaan op iemand anders
event-session-revoked = Sessie beëindigd
event-token-created = API-token aangemaakt
event-token-deleted = API-token ingetrokken
event-provider-created = Provider toegevoegd
event-provider-changed = Provider gewijzigd
event-provider-deleted = Provider verwijderd
event-providers-reordered = Volgorde van providers gewijzigd
event-app-created = App toegevoegd
event-app-changed = App gewijzigd
event-app-deleted = App verwijderd
event-app-revoked = Toegang van een app ingetrokken
event-access-refused = Toegang geweigerd
event-app-sign-in = Ingelogd bij een applicatie
event-app-token-refused = Token van een applicatie geweigerd
event-app-logout = Uitloggen niet doorgegeven aan een applicatie
