### Ce que dit le journal, sous les noms des événements.

event-sign-in = Connexion
event-sign-out = Déconnexion
event-link = Fournisseur lié
event-unlink = Fournisseur délié
event-user-created = Utilisateur créé
event-user-changed = Utilisateur modifié
event-user-deleted = Utilisateur supprimé
event-factor-added = Second facteur ou clé d’accès ajouté
event-factor-removed = Second facteur ou clé d’accès retiré
event-address-lost = Adresse e-mail perdue au profit d’une autre personne
event-session-revoked = Session terminée
event-token-created = Jeton d’API créé
event-token-deleted = Jeton d’API révoqué
event-provider-created = Fournisseur ajouté
event-provider-changed = Fournisseur modifié
event-provider-deleted = Fournisseur supprimé
event-providers-reordered = Fournisseurs réordonnés
event-app-created = Application ajoutée
event-app-changed = Application modifiée
event-app-deleted = Application supprimée
event-app-revoked = Accès d’une application révoqué
event-access-refused = Accès refusé
event-access-requested = Accès demandé
event-app-sign-in = Connexion à une application
event-app-token-refused = Jeton d’une application refusé
event-app-logout = Déconnexion non transmise à une application
