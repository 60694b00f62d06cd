### L’administration, sauf les pages sur un fournisseur.

admin-providers = Fournisseurs
admin-apps = Applications
admin-users = Utilisateurs
admin-sessions = Sessions
admin-audit = Journal d’audit
admin-statistics = Statistiques
admin-configuration = Configuration
admin-search = Rechercher
admin-empty = Rien pour l’instant.
admin-notice-saved = { $name } a été enregistré.
admin-notice-provider-deleted = { $name } a été supprimé.
admin-notice-provider-enabled = { $name } est activé.
admin-notice-provider-disabled = { $name } est désactivé.
admin-notice-reordered = L’ordre a été enregistré.
admin-notice-user-deleted = { $name } a été supprimé.
admin-notice-user-disabled = { $name } est désactivé.
admin-notice-user-enabled = { $name } est activé.
admin-notice-user-promoted = { $name } a maintenant les droits d’administration.
admin-notice-user-demoted = { $name } n’a plus les droits d’administration.
admin-notice-user-renamed = { $name } a maintenant le nom d’utilisateur { $username }.
admin-notice-user-signed-out = { $name } a été déconnecté partout.
admin-notice-session-ended = La session de { $name } est terminée.
admin-notice-reloaded = La configuration a été rechargée.
admin-administrator = Administrateur
admin-rights = Droits
admin-disabled = Désactivé
admin-verified = vérifiée
admin-last-sign-in = dernière connexion { $time }
admin-never-signed-in = jamais connecté
admin-manage = Gérer
admin-disable = Désactiver
admin-enable = Activer
admin-promote = Nommer administrateur
admin-demote = Retirer les droits d’administrateur
admin-delete-user = Supprimer définitivement
admin-end-session = Terminer la session
admin-end-all-sessions = Terminer toutes les sessions
admin-application-id = Identifiant dans l’application
admin-username = Nom d’utilisateur
admin-rename = Changer le nom d’utilisateur
admin-password = Mot de passe
admin-time = Date
admin-actor = Auteur
admin-event = Événement
admin-outcome = Résultat
admin-any = Tous
admin-success = Réussite
admin-failure = Échec
admin-provider = Fournisseur
admin-person = Personne
admin-since = À partir du
admin-until = Jusqu’au
admin-days-of = Les jours commencent à minuit dans le fuseau horaire { $zone }.
admin-about = Concerne
admin-profile = Profil
admin-last-events = Derniers événements
admin-all-events = Afficher tous les événements
admin-all-users = Tous les utilisateurs
admin-address = Adresse IP
admin-details = Détails
admin-filter = Filtrer
admin-show-all = Tout afficher
admin-export = Exporter en CSV
admin-statistics-about = Connexions des 30 derniers jours, par fournisseur et résultat. Choisissez un jour pour voir ses événements.
# On every chart: what a bar of the full height means.
admin-scale = pleine hauteur : { $count } par jour
admin-succeeded =
    { $count ->
        [one] { $count } réussie
       *[other] { $count } réussies
    }
admin-failed =
    { $count ->
        [one] { $count } échouée
       *[other] { $count } échouées
    }
admin-chart =
    { $name } : { $succeeded ->
        [one] { $succeeded } réussie
       *[other] { $succeeded } réussies
    }, { $failed ->
        [one] { $failed } échouée
       *[other] { $failed } échouées
    }
admin-configuration-status = État de la configuration
    .about = La configuration active. Les changements faits dans les fichiers et sur ces pages sont pris en compte automatiquement ; vous pouvez recharger à tout moment.
admin-version = Version { $number }
admin-definitions =
    { $official ->
        [one] { $official } définition officielle
       *[other] { $official } définitions officielles
    }, { $custom ->
        [one] { $custom } personnalisée
       *[other] { $custom } personnalisées
    }
admin-reload = Recharger
admin-reload-failed = Les paramètres n’ont pas pu être rechargés. Les précédents restent actifs.
admin-problems = Problèmes
admin-no-problems = Aucun problème.
admin-rules = Règles de forward-auth
admin-rules-about = Pour les applications derrière un proxy. La première règle qui correspond à une requête décide ; si aucune ne correspond, toute personne connectée passe. Elles se modifient dans la configuration, et une modification vaut dès la requête suivante.
admin-no-rules = Il n’y a pas de règles : devant les applications derrière un proxy, toute personne connectée passe.
admin-nodes = Nœuds
    .about = Les serveurs qui partagent cette base de données. Chacun note chaque minute avec quoi il travaille ; ce qui diffère de celui-ci est indiqué ici.
admin-this-node = ce nœud
admin-node-since = en service depuis { $moment }
admin-node-seen = vu pour la dernière fois { $moment }
admin-node-other-version = Il a une autre version que ce nœud. Mettez tous les nœuds à la même version.
admin-node-other-setting = Sa configuration a un autre paramètre { $name } que ce nœud.
admin-node-other-provider = Sa configuration a un autre fournisseur { $name } que ce nœud.
admin-node-lacks-provider = Sa configuration n’a pas de fournisseur { $name }, ce nœud en a un.
admin-node-has-provider = Sa configuration a un fournisseur { $name }, ce nœud n’en a pas.
admin-node-other-definition = Il a une autre définition de { $name } que ce nœud.
admin-node-lacks-definition = Il n’a pas de définition de { $name }, ce nœud en a une.
admin-node-has-definition = Il a une définition de { $name }, ce nœud n’en a pas.
admin-node-lacks-key = Il ne peut pas lire ce que ce nœud chiffre : il n’a pas la clé { $key }. Donnez d’abord à tous les nœuds les clés ANCIENNE,NOUVELLE, et seulement ensuite à tous NOUVELLE,ANCIENNE.
admin-node-has-key = Il chiffre avec la clé { $key }, que ce nœud n’a pas. Donnez d’abord à tous les nœuds les clés ANCIENNE,NOUVELLE, et seulement ensuite à tous NOUVELLE,ANCIENNE.
admin-node-clock-ahead = Son horloge avance de { $seconds } secondes sur celle de la base de données, donc des connexions entre nœuds échouent. Synchronisez-la.
admin-node-clock-behind = Son horloge retarde de { $seconds } secondes sur celle de la base de données, donc des connexions entre nœuds échouent. Synchronisez-la.
admin-untrusted-proxy = Toutes les requêtes viennent de { $address } et portent des en-têtes X-Forwarded, qui sont ignorés : tout le monde partage donc une adresse dans les limites et les journaux. Si c’est votre proxy, ajoutez cette ligne sous [network] dans config.toml et redémarrez : { $line }
admin-credential-ends = L’identifiant { $credential } de { $provider } expire le { $date }. Créez-en un nouveau chez le fournisseur et saisissez-le avec sa date.
admin-credential-ended = L’identifiant { $credential } de { $provider } a expiré le { $date }. Créez-en un nouveau chez le fournisseur et saisissez-le avec sa date.

## Tables.

admin-name = Nom
admin-state = État
admin-enabled = Activé
admin-seen = Dernière connexion
admin-added = Ajouté
admin-actions = Actions
admin-pages = Pages
admin-previous-page = Précédent
admin-next-page = Suivant
admin-shown =
    { $count ->
        [0] Aucun résultat
       *[other] { $first }–{ $last } sur { $count }
    }
admin-counted =
    { $count ->
        [0] Aucun résultat
        [one] 1 événement
       *[other] { $count } événements
    }
admin-more-than = Plus de { $count } événements
admin-newer-events = Événements plus récents
admin-follow = En direct
admin-no-provider = Aucun (mot de passe)

## The search over everything.

admin-search-about = Rechercher des pages, des personnes, des fournisseurs et des applications
admin-nothing-found = Aucun nom ne contient « { $query } ».
admin-add-provider = Ajouter un fournisseur
admin-add-app = Ajouter une application
admin-access-requests = Demandes d’accès

## API tokens.

admin-tokens = Jetons d’API
    .about = Les programmes les utilisent pour l’API d’administration. Un jeton est créé sur le serveur, où il est affiché une seule fois :
admin-expires = Expire
admin-expired = expiré
admin-last-used = Dernière utilisation
admin-never = jamais
admin-revoke = Révoquer
admin-notice-token-revoked = Le jeton d’API { $name } a été révoqué.

## Below every page.

admin-documentation = Documentation
admin-api = API d’administration

## How the pages look.

admin-branding = Apparence
    .about = Essayez l’apparence de la page de connexion. Rien n’est enregistré ici : la personne qui exploite le serveur copie les lignes ci-dessous dans la configuration et le redémarre.
    .text = Texte sous le titre
    .accent = Couleur des boutons et des liens
    .links = Liens sous les boutons, un par ligne
    .variables = Variables de la feuille de style, une par ligne
    .dark = Les mêmes pour les pages sombres
    .show = Afficher
    .preview = Aperçu
    .lines = Pour la configuration
