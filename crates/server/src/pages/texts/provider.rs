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
        no_definition(id): "There is no definition {id}, so nobody knows what it needs. What was stored stays; bring the file of the definition back, or delete the provider.",
            "Es gibt keine Definition {id}, also weiß niemand, was er braucht. Gespeichertes bleibt; bringen Sie die Datei der Definition zurück oder löschen Sie den Anbieter.",
            "Il n’y a pas de définition {id} : personne ne sait ce qu’il faut. Ce qui est enregistré reste ; rétablissez le fichier de la définition, ou supprimez le fournisseur.";
        no_credentials: "This definition asks for nothing.", "Diese Definition verlangt nichts.", "Cette définition ne demande rien.";
        id: "Id", "Kennung", "Identifiant";
        id_help: "Stands in URLs and cannot be changed later.", "Steht in URLs und lässt sich später nicht ändern.", "Figure dans les URL et ne peut plus changer ensuite.";
        enabled: "People can sign in with it", "Man kann sich damit anmelden", "On peut se connecter avec lui";
        secret_set: "set", "gesetzt", "défini";
        secret_help: "A secret is stored and never shown. Leave this empty to keep it.",
            "Ein Geheimnis ist gespeichert und wird nie gezeigt. Leer lassen behält es.",
            "Un secret est enregistré et n’est jamais montré. Laissez vide pour le garder.";
        test: "Test", "Testen", "Tester";
        try_sign_in: "Test sign-in", "Test-Anmeldung", "Essai de connexion";
        trial_about: "Nothing was created, linked or saved, and nobody was signed in.",
            "Nichts wurde angelegt, verknüpft oder gespeichert, und niemand wurde angemeldet.",
            "Rien n’a été créé, lié ni enregistré, et personne n’a été connecté.";
        trial_asked: "The provider is there and can be asked", "Der Anbieter ist da und lässt sich fragen",
            "Le fournisseur est là et peut être interrogé";
        trial_answered: "It sent you back with a good answer", "Er hat Sie mit einer guten Antwort zurückgeschickt",
            "Il vous a renvoyé avec une bonne réponse";
        trial_fetched: "Tokens and keys were fetched", "Tokens und Schlüssel sind geholt", "Jetons et clés ont été obtenus";
        trial_proven: "The proof of identity is valid", "Der Identitätsnachweis ist gültig", "La preuve d’identité est valide";
        trial_read: "The profile was read", "Das Profil ist gelesen", "Le profil a été lu";
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
        origin_default: "default", "Vorgabe", "par défaut";
        origin_admin: "set here", "hier gesetzt", "défini ici";
        origin_discovery: "from the provider’s metadata", "aus den Metadaten des Anbieters", "des métadonnées du fournisseur";
        origin_plugin: "from the plugin", "aus dem Plugin", "du plugin";
        origin_environment(variable): "from the variable {variable}", "aus der Variablen {variable}", "de la variable {variable}";
        issuer: "Issuer", "Aussteller", "Émetteur";
        locked_values: "What the configuration says", "Was die Konfiguration sagt", "Ce que dit la configuration";
        stage_load: "Reading the file", "Datei lesen", "Lecture du fichier";
        stage_parse: "Understanding the file", "Datei verstehen", "Compréhension du fichier";
        stage_bind: "Definition, settings, credentials", "Definition, Einstellungen, Zugangsdaten", "Définition, réglages, identifiants";
        stage_resolve: "Asking the provider", "Anbieter fragen", "Question au fournisseur";
        stage_publish: "Putting it in force", "In Kraft setzen", "Mise en vigueur";
        mend_file: "Mend the file at that place. It is read again by itself as soon as it is saved.",
            "Verbessern Sie die Datei an dieser Stelle. Sie wird von selbst neu gelesen, sobald sie gespeichert ist.",
            "Corrigez le fichier à cet endroit. Il est relu de lui-même dès qu’il est enregistré.";
        mend_config: "Change this value in the configuration, then have everything read again.",
            "Ändern Sie diesen Wert in der Konfiguration und lassen Sie dann alles neu lesen.",
            "Modifiez cette valeur dans la configuration, puis faites tout relire.";
        mend_plugin: "Pin another version of the plugin in the configuration. It is read again by itself as soon as it is saved.",
            "Tragen Sie eine andere Version des Plugins in die Konfiguration ein. Sie wird von selbst neu gelesen, sobald sie gespeichert ist.",
            "Indiquez une autre version du plugin dans la configuration. Elle est relue d’elle-même dès qu’elle est enregistrée.";
        mend_form: "Change this value in the form and save it.", "Ändern Sie diesen Wert im Formular und speichern Sie.",
            "Modifiez cette valeur dans le formulaire et enregistrez.";
        mend_upstream: "Check the address, and what the provider says about itself there.",
            "Prüfen Sie die Adresse und was der Anbieter dort über sich sagt.",
            "Vérifiez l’adresse et ce que le fournisseur y dit de lui-même.";
        mend_network: "Check that the provider runs and that this server reaches it. It is tried again by itself.",
            "Prüfen Sie, ob der Anbieter läuft und von diesem Server erreicht wird. Es wird von selbst wieder versucht.",
            "Vérifiez que le fournisseur fonctionne et que ce serveur l’atteint. Un nouvel essai a lieu de lui-même.";
        mend_path: "Choose another path for this provider.", "Wählen Sie einen anderen Pfad für diesen Anbieter.",
            "Choisissez un autre chemin pour ce fournisseur.";
        faults_title: "What is wrong", "Was nicht stimmt", "Ce qui ne va pas";
        next_try: "Next try:", "Nächster Versuch:", "Prochain essai :";
        delete: "Delete provider", "Anbieter löschen", "Supprimer le fournisseur";
        delete_about: "People who are signed in stay signed in. Links stay and match again if the same provider comes back.",
            "Wer angemeldet ist, bleibt es. Verknüpfungen bleiben und passen wieder, wenn derselbe Anbieter zurückkommt.",
            "Les personnes connectées le restent. Les liens restent et correspondront de nouveau si le même fournisseur revient.";
        delete_force: "Even if people are linked to it", "Auch wenn Menschen damit verknüpft sind", "Même si des personnes y sont liées";
        not_saved: "Nothing was saved.", "Nichts wurde gespeichert.", "Rien n’a été enregistré.";
    }
}
