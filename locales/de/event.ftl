### Was das Protokoll sagt, unter den Namen der Ereignisse.

event-sign-in = Anmeldung
event-sign-out = Abmeldung
event-link = Anbieter verknüpft
event-unlink = Anbieter getrennt
event-user-created = Benutzer angelegt
event-user-changed = Benutzer geändert
event-user-deleted = Benutzer gelöscht
event-factor-added = Zweiter Faktor oder Passkey hinzugefügt
event-factor-removed = Zweiter Faktor oder Passkey entfernt
event-address-lost = E-Mail-Adresse an jemand anders verloren
event-session-revoked = Sitzung beendet
event-token-created = API-Token erstellt
event-token-deleted = API-Token widerrufen
event-provider-created = Anbieter hinzugefügt
event-provider-changed = Anbieter geändert
event-provider-deleted = Anbieter gelöscht
event-providers-reordered = Anbieter neu geordnet
event-app-created = App hinzugefügt
event-app-changed = App geändert
event-app-deleted = App gelöscht
event-app-revoked = Zugriff einer App widerrufen
event-access-refused = Zugriff verweigert
event-access-requested = Zugang erbeten
event-app-sign-in = Anmeldung bei einer Anwendung
event-app-token-refused = Token einer Anwendung abgelehnt
event-app-logout = Abmeldung nicht an eine Anwendung weitergegeben
