### Ce que dit chaque formulaire : ce qu’il a gardé, ce qui a changé entre-temps, et si c’est vraiment voulu.

## Des secrets saisis qui ne sont pas encore enregistrés.

form-kept = saisi
    .help = Pas encore enregistré, gardé pendant dix minutes. Laissez ce champ vide pour l’utiliser.
form-lost = Un secret que vous avez saisi a été gardé dix minutes et n’est plus là. Saisissez-le à nouveau.
form-lost-here = Saisissez-le à nouveau.

## Un formulaire envoyé après la fin de sa session.

form-session-ended = Votre session est terminée
    .about = Reconnectez-vous dans un autre onglet, puis continuez ici. Ce que vous avez saisi est gardé dix minutes ; rien n’a été enregistré.
form-sign-in = Se connecter
form-go-on = Continuer
form-restored = Vous êtes reconnecté, et le formulaire est tel que vous l’avez laissé. Rien n’est encore enregistré.
form-restored-about = Si ce n’est pas vous qui l’avez rempli, quittez cette page.
form-gone = Ce que vous avez saisi a été gardé dix minutes et n’est plus là. Remplissez à nouveau le formulaire.

## Un formulaire rempli pendant que quelqu’un d’autre enregistrait.

form-changed-by = Dernier enregistrement par { $name }
form-differences = Ce qui a changé entre-temps
    .about = Rien n’a été enregistré. Là où vous n’avez rien changé, le formulaire a repris ce qui a été enregistré. Là où vous avez tous deux changé quelque chose, choisissez une valeur. Enregistrez ensuite à nouveau.
form-field = Champ
form-before = Avant
form-now = Enregistré entre-temps
form-wanted = Le vôtre
form-choose = Choisissez une valeur
form-empty = vide
form-on = activé
form-off = désactivé
form-other-secret = un autre secret
form-your-secret = le secret que vous avez saisi
form-no-secret = le secret qui était là

## Demander avant de faire quelque chose.

form-cancel = Annuler
form-changed-meanwhile = Cela a changé pendant que vous le regardiez. Relisez, puis décidez.
