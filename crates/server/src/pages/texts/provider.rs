//! The administration pages about providers.

super::catalogue! {
    /// The administration pages about providers.
    Provider {
        add: "Add a provider", "Anbieter hinzufügen", "Ajouter un fournisseur";
        add_about: "Choose what people should sign in with. A provider of your own is a file in the definitions folder.",
            "Wählen Sie, womit sich Menschen anmelden sollen. Ein eigener Anbieter ist eine Datei im Ordner der Definitionen.",
            "Choisissez avec quoi on se connectera. Un fournisseur à vous est un fichier du dossier des définitions.";
        find: "Find a provider", "Anbieter suchen", "Chercher un fournisseur";
        none_found: "No definition fits.", "Keine Definition passt.", "Aucune définition ne correspond.";
        none_yet: "No providers yet. Add the first one: it takes an address, a client ID and a secret.",
            "Noch keine Anbieter. Fügen Sie den ersten hinzu: Er braucht eine Adresse, eine Client-ID und ein Geheimnis.",
            "Aucun fournisseur. Ajoutez le premier : il faut une adresse, un identifiant client et un secret.";
        official: "Official", "Offiziell", "Officiel";
        custom: "Your own", "Eigener", "À vous";
        ready: "Ready", "Bereit", "Prêt";
        resolving: "Connecting", "Verbindet", "Connexion";
        faulted: "Faulty", "Gestört", "En défaut";
        disabled: "Off", "Aus", "Désactivé";
        locked(place): "Managed by the configuration: {place}", "In der Konfiguration verwaltet: {place}", "Géré par la configuration : {place}";
        locked_about(key): "Change [{key}] there; the change is taken up without a restart after a reload.",
            "Ändern Sie [{key}] dort; nach dem Neuladen gilt es ohne Neustart.",
            "Modifiez [{key}] à cet endroit ; un rechargement suffit, sans redémarrage.";
        switch_on(name): "Switch {name} on", "{name} einschalten", "Activer {name}";
        switch_off(name): "Switch {name} off", "{name} ausschalten", "Désactiver {name}";
        up(name): "Move {name} up", "{name} nach oben", "Monter {name}";
        down(name): "Move {name} down", "{name} nach unten", "Descendre {name}";
        edit: "Edit", "Bearbeiten", "Modifier";
        show: "Show", "Ansehen", "Afficher";
        drag: "Drag a row to change the order of the buttons, or use the arrows.",
            "Ziehen Sie eine Zeile, um die Knöpfe umzuordnen, oder nehmen Sie die Pfeile.",
            "Faites glisser une ligne pour changer l’ordre des boutons, ou utilisez les flèches.";
        credentials: "Credentials", "Zugangsdaten", "Identifiants";
        no_credentials: "This definition asks for nothing.", "Diese Definition verlangt nichts.", "Cette définition ne demande rien.";
        appearance: "On the login page", "Auf der Anmeldeseite", "Sur la page de connexion";
        rules: "Who may come in, and what follows", "Wer hereindarf und was daraus folgt", "Qui peut entrer, et ce qui s’ensuit";
        id: "Id", "Kennung", "Identifiant";
        id_help: "Stands in URLs and cannot be changed later.", "Steht in URLs und lässt sich später nicht ändern.", "Figure dans les URL et ne peut plus changer ensuite.";
        enabled: "People can sign in with it", "Man kann sich damit anmelden", "On peut se connecter avec lui";
        display_name: "Name on the button", "Name auf dem Knopf", "Nom sur le bouton";
        icon: "Icon", "Symbol", "Icône";
        icon_default: "the definition’s own", "das der Definition", "celle de la définition";
        scopes: "Additional scopes", "Zusätzliche Scopes", "Scopes supplémentaires";
        scopes_help: "Separated by spaces.", "Durch Leerzeichen getrennt.", "Séparés par des espaces.";
        auto_register: "New people get an account", "Neue bekommen ein Konto", "Les nouveaux venus reçoivent un compte";
        linking: "When an account with the address exists", "Wenn es zur Adresse schon ein Konto gibt", "Quand un compte existe avec l’adresse";
        verified_email: "link if verified on both sides", "verknüpfen, wenn auf beiden Seiten bestätigt", "lier si vérifiée des deux côtés";
        trusted_email: "link: this provider’s addresses are trusted", "verknüpfen: den Adressen dieses Anbieters wird vertraut", "lier : les adresses de ce fournisseur sont fiables";
        ask: "ask the person to sign in first", "die Person zuerst anmelden lassen", "demander à la personne de se connecter d’abord";
        never: "never link by address", "nie über die Adresse verknüpfen", "ne jamais lier par l’adresse";
        profile_sync: "The profile follows the provider", "Das Profil folgt dem Anbieter", "Le profil suit le fournisseur";
        first_sign_in: "at the first sign-in", "bei der ersten Anmeldung", "à la première connexion";
        fill_empty: "where it is still empty", "wo es noch leer ist", "là où il est encore vide";
        every_sign_in: "at every sign-in", "bei jeder Anmeldung", "à chaque connexion";
        require_email: "Refuse people without an e-mail address", "Ohne E-Mail-Adresse nicht hereinlassen", "Refuser sans adresse e-mail";
        allowed_email_domains: "Only these e-mail domains", "Nur diese E-Mail-Domains", "Seulement ces domaines e-mail";
        allowed_groups: "Only these groups", "Nur diese Gruppen", "Seulement ces groupes";
        admin_email_domains: "Administrators: these e-mail domains", "Administratoren: diese E-Mail-Domains", "Administrateurs : ces domaines e-mail";
        admin_groups: "Administrators: these groups", "Administratoren: diese Gruppen", "Administrateurs : ces groupes";
        lines_help: "One on each line. Empty: everybody.", "Je eine Zeile. Leer: alle.", "Un par ligne. Vide : tout le monde.";
        admin_lines_help: "One on each line. Empty: nobody by this provider.", "Je eine Zeile. Leer: niemand durch diesen Anbieter.", "Un par ligne. Vide : personne par ce fournisseur.";
        secret_set: "set", "gesetzt", "défini";
        secret_help: "A secret is stored and never shown. Leave this empty to keep it.",
            "Ein Geheimnis ist gespeichert und wird nie gezeigt. Leer lassen behält es.",
            "Un secret est enregistré et n’est jamais montré. Laissez vide pour le garder.";
        test: "Test", "Testen", "Tester";
        try_sign_in: "Test sign-in", "Test-Anmeldung", "Essai de connexion";
        trial_about: "Nothing was created, linked or saved, and nobody was signed in.",
            "Nichts wurde angelegt, verknüpft oder gespeichert, und niemand wurde angemeldet.",
            "Rien n’a été créé, lié ni enregistré, et personne n’a été connecté.";
        trial_identity: "The provider answered, and its proof of identity is valid",
            "Der Anbieter hat geantwortet, und sein Identitätsnachweis ist gültig",
            "Le fournisseur a répondu, et sa preuve d’identité est valide";
        trial_admitted: "The rules let this person in", "Die Regeln lassen diese Person herein", "Les règles laissent entrer cette personne";
        would_sign_in(name): "Would sign in {name}, who is linked already.", "Würde {name} anmelden: schon verknüpft.", "Connecterait {name}, déjà lié.";
        would_link(name): "Would link to {name}, who has this address.", "Würde mit {name} verknüpfen: hat diese Adresse.", "Lierait à {name}, qui a cette adresse.";
        would_create: "Would create an account.", "Würde ein Konto anlegen.", "Créerait un compte.";
        would_refuse(reason): "Would refuse: {reason}", "Würde ablehnen: {reason}", "Refuserait : {reason}";
        would_administer: "It would have administrator rights.", "Es hätte Administratorrechte.", "Il aurait des droits d’administrateur.";
        mapped: "Mapped to the profile", "Im Profil", "Dans le profil";
        claims: "Claims as they came", "Claims, wie sie kamen", "Claims tels que reçus";
        create: "Add provider", "Anbieter hinzufügen", "Ajouter le fournisseur";
        test_about: "Neither test saves anything.", "Kein Test speichert etwas.", "Aucun test n’enregistre quoi que ce soit.";
        test_good: "Everything fits. It can be switched on.", "Alles passt. Er kann eingeschaltet werden.", "Tout convient. Il peut être activé.";
        test_bad: "Something has to be changed first.", "Etwas muss zuerst geändert werden.", "Quelque chose doit d’abord changer.";
        step_ok: "fine", "gut", "bien";
        step_failed: "failed", "gescheitert", "échec";
        step_skipped: "not tried", "nicht versucht", "non essayé";
        step_settings: "Settings", "Einstellungen", "Réglages";
        step_credentials: "Credentials", "Zugangsdaten", "Identifiants";
        step_discovery: "Discovery", "Discovery", "Découverte";
        step_issuer: "Issuer", "Aussteller", "Émetteur";
        step_algorithms: "Algorithms", "Algorithmen", "Algorithmes";
        step_keys: "Keys", "Schlüssel", "Clés";
        step_pkce: "PKCE", "PKCE", "PKCE";
        step_client_authentication: "Client ID and secret", "Client-ID und Geheimnis", "Identifiant et secret du client";
        step_end_session: "Sign-out there", "Abmeldung dort", "Déconnexion là-bas";
        step_callback_urls: "Callback URLs", "Callback-URLs", "URL de retour";
        guide: "Set it up at the provider", "Beim Anbieter einrichten", "À configurer chez le fournisseur";
        callback_url: "Callback URL", "Callback-URL", "URL de retour";
        logout_url: "Logout URL", "Logout-URL", "URL de déconnexion";
        from(origin): "from {origin}", "aus {origin}", "de {origin}";
        faults_title: "What is wrong", "Was nicht stimmt", "Ce qui ne va pas";
        next_try: "tried again", "nächster Versuch", "nouvel essai";
        delete: "Delete provider", "Anbieter löschen", "Supprimer le fournisseur";
        delete_about: "People who are signed in stay signed in. Links stay and match again if the same provider comes back.",
            "Wer angemeldet ist, bleibt es. Verknüpfungen bleiben und passen wieder, wenn derselbe Anbieter zurückkommt.",
            "Les personnes connectées le restent. Les liens restent et correspondront de nouveau si le même fournisseur revient.";
        delete_force: "Even if people are linked to it", "Auch wenn Menschen damit verknüpft sind", "Même si des personnes y sont liées";
        not_saved: "Nothing was saved.", "Nichts wurde gespeichert.", "Rien n’a été enregistré.";
    }
}
