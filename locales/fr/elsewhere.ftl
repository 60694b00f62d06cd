### La page qu’un proxy montre à l’adresse d’une application, quand quelqu’un ne peut pas l’ouvrir.

elsewhere-no-access = Vous n’avez pas accès à { $application }
elsewhere-application = Application
elsewhere-account = Connecté en tant que
elsewhere-groups = Un de ces groupes est nécessaire
elsewhere-ask = Utilisez un autre compte, ou demandez l’accès à votre administrateur avec la référence ci-dessous.
elsewhere-other-account = Utiliser un autre compte
elsewhere-ask-here = Utilisez un autre compte, ou demandez l’accès : les administrateurs voient votre demande.
elsewhere-ask-access = Demander l’accès
