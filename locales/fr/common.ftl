### Les mots communs à plusieurs pages.

common-home = Aller à la page d’accueil
common-home-of = Aller à { $name }
common-try-again = Réessayer
common-sign-out = Se déconnecter
common-skip = Aller au contenu
common-save = Enregistrer
common-account = Votre compte
common-administration = Administration
common-copy = Copier
common-copied = Copié
common-code = Code
common-reference = Référence
common-cause = Détails pour les administrateurs
    .note = Seuls les administrateurs voient ceci.
common-language = Langue
common-language-unreviewed = traduction automatique, non relue
common-language-reviewed = relue par { $who }
common-language-of-browser = Utiliser la langue du navigateur
