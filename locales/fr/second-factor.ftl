### Se connecter avec un second facteur, l’activer et le désactiver.

second-factor-title = Second facteur

## La page après le mot de passe.

second-factor-about = Saisissez le code affiché par votre application d’authentification, ou l’un de vos codes de récupération.
second-factor-code = Code
    .help = Six chiffres, ou un code de récupération comme ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Continuer
second-factor-back = Retour à la connexion
second-factor-refused = Le code n’est pas valide
    .help = Chaque code sert une fois et pendant une minute environ. Attendez le suivant et vérifiez l’heure de votre téléphone. Sans téléphone, utilisez un code de récupération ; sans l’un ni l’autre, adressez-vous à la personne qui gère ce serveur.

## La page du compte.

second-factor-account-title = Protégez votre compte
second-factor-account-about = Votre mot de passe suffit à lui seul pour administrer ce serveur. Protégez-le avec l’une de ces possibilités, ou avec les deux.
second-factor-codes = Codes à usage unique
    .about = La connexion avec le mot de passe demande alors aussi un code d’une application d’authentification : un mot de passe volé ne suffit pas.
second-factor-scan = Scannez cette image avec une application d’authentification.
second-factor-qr-code = Code QR pour l’application d’authentification
second-factor-type-secret = Ou saisissez cette clé dans l’application :
second-factor-type-code = Saisissez le code affiché par l’application.
second-factor-digits = Six chiffres.
second-factor-wrong = Ce n’est pas le code actuel de cette clé. Saisissez celui que l’application affiche.
second-factor-turn-on = Activer
second-factor-later = Pas maintenant
second-factor-is-on = Les codes à usage unique sont activés depuis le { $time }.
second-factor-is-off = Désactivé : le mot de passe suffit pour se connecter.
second-factor-codes-left = { $count ->
    [0] Il ne reste aucun code de récupération.
    [one] Il reste un code de récupération.
   *[other] Il reste { $count } codes de récupération.
}
second-factor-new-codes = Nouveaux codes de récupération
second-factor-turn-off = Désactiver
    .question = Ensuite, le mot de passe suffira pour se connecter.
second-factor-change = Modifier
second-factor-to-account = Votre compte
second-factor-turned-on = Les codes à usage unique sont activés.
second-factor-recovery-codes = Codes de récupération
    .about = Gardez ces codes là où vous les retrouverez sans votre téléphone. Chacun vous connecte une fois à la place d’un code de l’application. Ils ne sont affichés que maintenant ; les codes précédents ne fonctionnent plus.
second-factor-kept = Je les ai conservés
