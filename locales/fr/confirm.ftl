### Des questions avant de faire quelque chose : de qui ou de quoi il s’agit, et ce qui s’ensuit.

## Conséquences communes à plusieurs questions.

confirm-sessions =
    { $count ->
        [0] Aucune session n’est ouverte, donc aucune ne se termine.
        [one] { $count } session se termine aussitôt.
       *[other] { $count } sessions se terminent aussitôt.
    }
confirm-people =
    { $count ->
        [0] Personne n’y est lié.
        [one] { $count } personne y est liée.
       *[other] { $count } personnes y sont liées.
    }
confirm-app-people =
    { $count ->
        [0] Personne ne l’utilise encore.
        [one] 1 personne l’utilise.
        [200] 200 personnes ou plus l’utilisent.
       *[other] { $count } personnes l’utilisent.
    }
confirm-links =
    { $count ->
        [0] Aucun fournisseur n’est lié au compte.
        [one] { $count } fournisseur lié est retiré du compte.
       *[other] { $count } fournisseurs liés sont retirés du compte.
    }
confirm-tokens =
    { $count ->
        [0] Aucun jeton d’accès personnel ne prend fin.
        [one] { $count } jeton d’accès personnel prend fin aussitôt.
       *[other] { $count } jetons d’accès personnels prennent fin aussitôt.
    }
confirm-no-undo = Cette action est irréversible.

## Un compte. $name est le nom de la personne.

confirm-delete-user = Supprimer définitivement { $name } ?
    .username = Personne d’autre ne recevra le nom d’utilisateur { $username }.
    .yes = Supprimer définitivement
confirm-disable-user = Désactiver { $name } ?
    .about = Cette personne ne peut plus se connecter, et les applications la refusent, jusqu’à ce que vous la réactiviez.
    .yes = Désactiver
confirm-promote = Donner les droits d’administration à { $name } ?
    .about = Ces droits permettent de modifier chaque fournisseur, chaque compte et tout le reste ici.
    .yes = Donner les droits d’administration
confirm-demote = Retirer les droits d’administration de { $name } ?
    .about = Les droits accordés par un fournisseur reviennent à la prochaine connexion par lui.
    .yes = Retirer les droits d’administration
confirm-sign-out-user = Terminer toutes les sessions de { $name } ?
    .about = Cette personne peut se reconnecter.
    .yes = Terminer toutes les sessions
confirm-rename = Changer le nom d’utilisateur de { $name } en { $username } ?
    .about = Quand vous avez ouvert la page, c’était { $before }. Quelqu’un d’autre l’a changé en { $now }.
    .yes = Changer le nom d’utilisateur

## Un fournisseur.

confirm-delete-provider = Supprimer { $name } ?
    .about = Les liens sont conservés et fonctionnent à nouveau si vous rajoutez le même fournisseur. Ce qu’il a accordé, comme les groupes et les droits d’administration, prend fin.
    .yes = Supprimer le fournisseur
confirm-delete-app = Supprimer { $name } ?
    .about = Ses secrets et tout ce que les personnes lui ont accordé sont supprimés avec elle, et plus personne ne peut s’y connecter.
    .yes = Supprimer l’application
confirm-disable-provider = Désactiver { $name } ?
    .about = Personne ne peut se connecter avec lui jusqu’à ce que vous le réactiviez. Ce qu’il a accordé prend fin.
    .yes = Désactiver le fournisseur

## Son propre compte.

confirm-unlink = Délier { $provider } ?
    .about = Vous ne pourrez plus vous connecter avec ce fournisseur.
    .yes = Délier { $provider }
confirm-end-others = Terminer toutes les autres sessions ?
    .about = Vous restez connecté ici.
    .yes = Terminer toutes les autres sessions

## The order of the providers.

confirm-reorder = Changer l’ordre ?
    .now = Quelqu’un d’autre l’a changé entre-temps. Il est maintenant : { $order }.
    .yours = Avec votre changement, il serait : { $order }.
    .yes = Enregistrer mon ordre

## An API token.

confirm-revoke-token = Révoquer le jeton d’API { $name } ?
    .about = Les programmes qui l’utilisent sont refusés immédiatement.
    .yes = Révoquer
