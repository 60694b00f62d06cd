### Co říká protokol auditu, pod názvy událostí.

event-sign-in = Přihlášení
event-sign-out = Odhlášení
event-link = Poskytovatel propojen
event-unlink = Propojení s poskytovatelem zrušeno
event-user-created = Uživatel vytvořen
event-user-changed = Uživatel změněn
event-user-deleted = Uživatel smazán
event-factor-added = Druhý faktor nebo přístupový klíč přidán
event-factor-removed = Druhý faktor nebo přístupový klíč odebrán
event-address-lost = E-mail převzal někdo jiný
event-session-revoked = Relace ukončena
event-token-created = Token API vytvořen
event-token-deleted = Token API zneplatněn
event-provider-created = Poskytovatel přidán
event-provider-changed = Poskytovatel změněn
event-provider-deleted = Poskytovatel smazán
event-providers-reordered = Pořadí poskytovatelů změněno
event-app-created = Aplikace přidána
event-app-changed = Aplikace změněna
event-app-deleted = Aplikace smazána
event-app-revoked = Přístup aplikace odebrán
event-access-refused = Přístup odmítnut
event-access-requested = Žádost o přístup
event-app-sign-in = Přihlášení do aplikace
event-app-token-refused = Token aplikace odmítnut
event-app-logout = Odhlášení nebylo předáno aplikaci
