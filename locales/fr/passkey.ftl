### Se connecter avec une clé d’accès, en ajouter et en supprimer une.

passkey-title = Clés d’accès

## La page de connexion.

passkey-sign-in = Se connecter avec une clé d’accès
passkey-needs-script = Les clés d’accès nécessitent JavaScript. Vous pouvez vous connecter avec votre mot de passe.
passkey-cancelled = Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.
passkey-no-answer = Le serveur n’a pas répondu. Réessayez dans un instant.

## La page du compte.

passkey-about = Une clé d’accès vous connecte avec votre empreinte, votre visage ou le code PIN de votre appareil. Elle ne vaut que pour ce site : aucun autre ne peut la demander. Votre mot de passe reste valable.
passkey-none = Vous n’avez pas encore de clé d’accès.
passkey-count = { $count ->
    [one] Vous avez une clé d’accès.
   *[other] Vous avez { $count } clés d’accès.
}
passkey-manage = Gérer les clés d’accès
passkey-name = Nom
    .help = Ce qui vous permettra de la reconnaître, par exemple l’appareil ou le gestionnaire de mots de passe qui la conserve.
passkey-default-name = Clé d’accès
passkey-add = Ajouter une clé d’accès
passkey-added = La clé d’accès a été ajoutée. Vous pouvez désormais vous connecter avec elle.
passkey-not-added = Aucune clé d’accès n’a été ajoutée. Réessayez quand vous serez prêt.
passkey-exists = Cet appareil ou ce gestionnaire de mots de passe a déjà une clé d’accès pour votre compte.
passkey-unsupported = Ce navigateur ne peut pas créer de clés d’accès. Utilisez un navigateur récent, à une adresse qui commence par https.
passkey-add-needs-script = L’ajout d’une clé d’accès nécessite JavaScript.
passkey-full = Vous avez autant de clés d’accès qu’un compte peut en avoir. Supprimez-en une pour en ajouter une autre.
passkey-created = Ajoutée le { $time }
passkey-last-used = dernière utilisation le { $time }
passkey-never-used = pas encore utilisée
passkey-elsewhere = Ne vaut que pour { $host }
    .about = Cette clé d’accès a été créée quand ce serveur avait une autre adresse. Elle vaudra de nouveau quand le serveur aura cette adresse ; sinon, supprimez-la et ajoutez-en une nouvelle.
passkey-unavailable = Les navigateurs n’ont de clés d’accès que pour des noms d’hôte, et ce serveur est à l’adresse { $address }. Donnez un nom d’hôte à public_url pour en utiliser.
passkey-remove = Supprimer
    .question = Ensuite, cette clé d’accès ne vous connectera plus. Supprimez-la aussi de l’appareil ou du gestionnaire de mots de passe qui la conserve.
passkey-remove-confirm = Supprimer { $name }
passkey-removed = La clé d’accès a été supprimée.
passkey-go-on = Continuer
