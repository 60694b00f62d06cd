### La page de connexion.

login-title = Se connecter
login-heading = Se connecter à { $name }
login-with-provider = Se connecter avec { $provider }
login-last-used = Dernier utilisé
login-signed-out = Vous vous êtes déconnecté.
login-tried = Vous avez essayé de vous connecter avec { $provider }.
login-none-ready = Aucun fournisseur de connexion n’est encore disponible. Si vous gérez ce serveur, son journal en donne la raison.
# $url is the address of this installation.
login-other-host = Vous avez ouvert cette page à une autre adresse. La connexion ne fonctionne qu’à { $url }.
login-go-there = Aller à la bonne adresse
login-find = Chercher un fournisseur
login-search = Chercher
login-none-found = Aucun fournisseur ne correspond.
login-with-password = Se connecter avec un mot de passe
login-email = Adresse e-mail
login-password = Mot de passe
login-wrong-password = Adresse e-mail ou mot de passe incorrect
login-link-pending = Pour lier { $provider } à votre compte, connectez-vous comme d’habitude. Nous vous demanderons ensuite de confirmer.
login-link-now = Vous êtes déjà connecté : lier maintenant
login-signing-in = Connexion en cours…
login-go-on = Continuer
login-choose-server = Sur quel serveur avez-vous un compte ?
login-other-way = Se connecter autrement
