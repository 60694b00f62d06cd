### La page de connexion.

login-title = Se connecter
login-heading = Se connecter à { $name }
login-with-provider = Se connecter avec { $provider }
login-last-used = Dernier utilisé
login-signed-out = Vous vous êtes déconnecté.
login-tried = Vous avez essayé de vous connecter avec { $provider }.
login-none-ready = Aucun fournisseur de connexion n’est encore disponible. Si vous gérez ce serveur, son journal en donne la raison.
login-with-password = Se connecter avec un mot de passe
login-email = Adresse e-mail
login-password = Mot de passe
login-wrong-password = Adresse e-mail ou mot de passe incorrect
login-link-pending = Pour lier { $provider } à votre compte, connectez-vous comme d’habitude. Nous vous demanderons ensuite de confirmer.
login-link-now = Vous êtes déjà connecté : lier maintenant
login-signing-in = Connexion en cours…
login-go-on = Continuer
