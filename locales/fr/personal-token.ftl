### Jetons d’accès personnels : la page du compte, et la liste sur la page d’une personne.

personal-token-title = Jetons d’accès personnels
personal-token-about = Un jeton laisse entrer un programme là où vous entrez vous-même : un script, un téléviseur, une application mobile. Il ne vaut que pour les applications et les hôtes que vous choisissez, et jusqu’à son échéance. Il ne remplace pas un second facteur.
personal-token-none = Vous n’avez pas de jeton d’accès personnel.
personal-token-count = { $count ->
    [one] Vous avez un jeton d’accès personnel.
   *[other] Vous avez { $count } jetons d’accès personnels.
}
personal-token-manage = Gérer les jetons
personal-token-add = Créer un jeton
personal-token-ends = valable jusqu’au { $time }
personal-token-ended = expiré
personal-token-last-used = dernière utilisation { $time }
personal-token-never-used = pas encore utilisé

## Le formulaire.

personal-token-name = Nom
    .help = Le programme qui l’utilise, par exemple « Téléviseur ».
personal-token-days = Jours jusqu’à l’échéance
    .help = 1 à 365.
personal-token-apps = Applications
personal-token-hosts = Hôtes
    .help = Un par ligne, par exemple photos.example.com, ou *.example.com pour tous les hôtes d’un domaine. Choisissez au moins une application ou un hôte.
personal-token-make = Créer le jeton
personal-token-not-fresh = Pour créer un jeton, reconnectez-vous. Vous revenez ensuite à cette page.
personal-token-sign-in-again = Se reconnecter
personal-token-full = Vous avez autant de jetons qu’un compte peut en avoir. Révoquez-en un pour en créer un autre.
personal-token-wrong-name = Un jeton a un nom de 1 à { $most } caractères.
personal-token-wrong-days = Saisissez un nombre entier de 1 à { $most }.
personal-token-wrong-host = « { $host } » n’est pas un hôte. Écrivez photos.example.com ou *.example.com, sans https:// et sans chemin.
personal-token-wrong-app = Il n’y a pas d’application « { $app } » pour laquelle un jeton puisse valoir.
personal-token-wrong-nowhere = Choisissez au moins une application ou un hôte.
personal-token-wrong-too-many = Un jeton vaut pour 20 applications et 20 hôtes au plus.

## Ce qui a été fait.

personal-token-made = { $name } est prêt
    .about = Copiez le jeton maintenant. Il ne sera plus affiché.
    .use = Le programme l’envoie comme « Authorization: Bearer » ou comme mot de passe, avec ou sans votre nom d’utilisateur.
personal-token-token = Jeton
personal-token-revoke = Révoquer
    .question = Les programmes qui ont ce jeton sont refusés aussitôt.
personal-token-revoke-confirm = Révoquer { $name }
personal-token-revoked = Le jeton a été révoqué.
personal-token-to-account = Vers votre compte
