### La page du compte.

account-title = Votre compte
account-verified = vérifiée
account-not-verified = non vérifiée
account-no-email = Aucune adresse e-mail
account-email-lost = { $email } a été vérifiée par quelqu’un d’autre et n’est donc plus l’adresse de ce compte. Si cette adresse est la vôtre, contactez votre administrateur.
account-email = Adresse e-mail
account-name = Nom
account-username = Nom d’utilisateur
account-first-name = Prénom
account-last-name = Nom de famille
account-groups = Groupes
account-role = Rôle
account-administrator = Administrateur
account-from = de { $provider }
account-set-here = défini ici
account-picture-from = Image de { $provider }
account-links = Fournisseurs liés
account-linked-since = Lié depuis le { $time }
account-last-used = dernière utilisation { $time }
account-no-links = Aucun fournisseur n’est lié à votre compte.
account-provider-removed = Ce fournisseur a été retiré. Le lien fonctionnera de nouveau s’il est rajouté.
account-provider-disabled = Ce fournisseur est désactivé.
account-unlink = Délier
account-only-link = C’est votre seul moyen de vous connecter. Liez un autre fournisseur avant de délier celui-ci.
account-link-another = Lier un autre fournisseur
    .about = Vous pourrez ensuite vous connecter avec n’importe lequel.
account-link = Lier { $provider }
account-home = Vos applications
    .empty = Il n’y a pas encore d’application que vous puissiez ouvrir ici.
account-apps = Applications que vous utilisez
    .about = Ce que ces applications ont de vous prend fin quand vous le révoquez ; elles le redemandent la prochaine fois.
account-app-since = depuis { $time }
account-revoke-app = Révoquer
account-sessions = Sessions
    .about = Où vous êtes connecté. Terminez les sessions que vous ne reconnaissez pas.
account-this-browser = Ce navigateur
account-unknown-browser = Navigateur inconnu
account-device = { $browser } sur { $system }
account-with-provider = avec { $provider }
account-with-password = avec un mot de passe ou une clé d’accès
account-signed-in = connecté { $time }
account-last-active = dernière activité { $time }
account-end-session = Terminer la session
account-end-other-sessions = Terminer toutes les autres sessions
account-confirm = Lier ce fournisseur ?
    .about = Vous venez de vous connecter avec { $provider }, qui n’est encore lié à aucun compte. Voulez-vous le lier au compte que vous utilisez en ce moment ?
    .identity = Identité
    .account = Votre compte
    .yes = Lier et continuer
    .no = Ne pas lier
account-notice-linked = { $provider } est lié. Vous pouvez maintenant vous connecter avec lui.
account-notice-unlinked = { $provider } n’est plus lié.
account-notice-second-factor-removed = Les codes à usage unique sont désactivés.
account-notice-session-ended = La session est terminée.
account-notice-other-sessions-ended =
    { $count ->
        [0] Il n’y avait pas d’autre session.
        [one] L’autre session est terminée.
       *[other] Les { $count } autres sessions sont terminées.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Aucune session n’était ouverte.
        [one] { $count } session est terminée.
       *[other] { $count } sessions sont terminées.
    }

## Another password.

account-password-title = Changer le mot de passe
account-password-about = Saisissez votre mot de passe actuel et celui que vous utiliserez désormais. Toutes vos autres sessions prennent fin.
account-password-current = Mot de passe actuel
account-password-new = Nouveau mot de passe
account-password-wrong = Ce n’est pas votre mot de passe.
account-notice-password-changed = Votre mot de passe a été changé.
