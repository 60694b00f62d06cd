//! The first start: the setup page, the steps after it, and what the login page says before it.

super::catalogue! {
    /// The first start.
    Setup {
        title(name): "Welcome to {name}", "Willkommen bei {name}", "Bienvenue dans {name}";
        page: "First start", "Erster Start", "Premier démarrage";
        about: "You come by the link from the log, so this installation is yours. Make the account that looks after it: you sign in with it now, and on the day when no provider works.",
            "Sie kommen über den Link aus dem Protokoll, also gehört diese Installation Ihnen. Legen Sie das Konto an, das sie verwaltet: Damit melden Sie sich jetzt an und an dem Tag, an dem kein Anbieter geht.",
            "Vous arrivez par le lien du journal : cette installation est donc la vôtre. Créez le compte qui l’administre : vous vous en servez maintenant, et le jour où aucun fournisseur ne marche.";
        email: "Your e-mail address", "Ihre E-Mail-Adresse", "Votre adresse e-mail";
        password: "Password", "Passwort", "Mot de passe";
        password_help: "At least 12 characters, for instance four random words.", "Mindestens 12 Zeichen, zum Beispiel vier zufällige Wörter.",
            "Au moins 12 caractères, par exemple quatre mots au hasard.";
        again: "The same password again", "Noch einmal dasselbe Passwort", "Le même mot de passe encore une fois";
        create: "Become administrator", "Administrator werden", "Devenir administrateur";
        then: "Then you add the first provider.", "Danach fügen Sie den ersten Anbieter hinzu.", "Ensuite, vous ajoutez le premier fournisseur.";
        wrong: "Something has to be changed. Enter the password again, too.", "Etwas muss geändert werden. Geben Sie auch das Passwort neu ein.",
            "Quelque chose doit changer. Saisissez aussi le mot de passe à nouveau.";
        bad_email: "This is not an e-mail address.", "Das ist keine E-Mail-Adresse.", "Ce n’est pas une adresse e-mail.";
        taken: "Somebody here has this address already. Take another one; or give this person the rights on the server, with “vestibule admin reset”.",
            "Diese Adresse hat hier schon jemand. Nehmen Sie eine andere, oder geben Sie dieser Person auf dem Server die Rechte, mit „vestibule admin reset“.",
            "Quelqu’un a déjà cette adresse ici. Prenez-en une autre, ou donnez-lui les droits sur le serveur avec « vestibule admin reset ».";
        short: "The password is too short: use at least 12 characters.", "Das Passwort ist zu kurz: Nehmen Sie mindestens 12 Zeichen.",
            "Le mot de passe est trop court : utilisez au moins 12 caractères.";
        long: "The password is too long: use at most 1024 characters.", "Das Passwort ist zu lang: Nehmen Sie höchstens 1024 Zeichen.",
            "Le mot de passe est trop long : utilisez au plus 1024 caractères.";
        differ: "The two passwords differ.", "Die beiden Passwörter sind verschieden.", "Les deux mots de passe diffèrent.";
        nobody_yet: "Not set up yet", "Noch nicht eingerichtet", "Pas encore installé";
        look_in_the_log: "If you run this server: its log shows a link that leads on, valid for an hour. On the server, “vestibule admin setup” prints a new one.",
            "Wenn Sie diesen Server betreiben: Sein Protokoll zeigt einen Link, der weiterführt; er gilt eine Stunde. Auf dem Server gibt „vestibule admin setup“ einen neuen aus.",
            "Si vous gérez ce serveur : son journal montre un lien qui mène plus loin, valable une heure. Sur le serveur, « vestibule admin setup » en affiche un nouveau.";
        steps: "First steps", "Erste Schritte", "Premiers pas";
        step_administrator: "Administrator", "Administrator", "Administrateur";
        step_choose: "Choose a provider", "Anbieter wählen", "Choisir un fournisseur";
        step_switch_on: "Test it and switch it on", "Testen und einschalten", "Le tester et l’activer";
        step_sign_in: "Sign in with it", "Damit anmelden", "S’en servir";
        done: "done", "erledigt", "fait";
        all_set: "People can sign in", "Man kann sich anmelden", "On peut se connecter";
        nearly: "Nearly there", "Fast fertig", "Presque fini";
        your_providers: "Your providers", "Ihre Anbieter", "Vos fournisseurs";
        none_on: "No provider is switched on yet.", "Noch ist kein Anbieter eingeschaltet.", "Aucun fournisseur n’est encore activé.";
        next: "What next", "Wie es weitergeht", "Et ensuite";
        next_try: "Try it as everybody else will: open the login page in another browser or in a private window.",
            "Probieren Sie es wie alle anderen: Öffnen Sie die Anmeldeseite in einem anderen Browser oder privaten Fenster.",
            "Essayez comme tout le monde : ouvrez la page de connexion dans un autre navigateur ou une fenêtre privée.";
        login_page: "Login page", "Anmeldeseite", "Page de connexion";
        next_link: "Link it to your own account, and you sign in with it as well. Your password stays for the day when it is needed.",
            "Verknüpfen Sie ihn mit Ihrem eigenen Konto, dann melden Sie sich auch damit an. Ihr Passwort bleibt für den Tag, an dem Sie es brauchen.",
            "Liez-le à votre propre compte, et vous vous connecterez aussi avec lui. Votre mot de passe reste pour le jour où il le faudra.";
        next_rights: "Decide who comes in and who administers: groups and e-mail domains are in the provider’s rules.",
            "Entscheiden Sie, wer hereinkommt und wer verwaltet: Gruppen und E-Mail-Domains stehen in den Regeln des Anbieters.",
            "Décidez qui entre et qui administre : groupes et domaines e-mail sont dans les règles du fournisseur.";
        next_application: "Put it in front of your application: nginx, Caddy and Traefik ask it about each request (docs/forward-auth.md).",
            "Stellen Sie es vor Ihre Anwendung: nginx, Caddy und Traefik fragen bei jeder Anfrage nach (docs/forward-auth.md).",
            "Placez-le devant votre application : nginx, Caddy et Traefik l’interrogent à chaque requête (docs/forward-auth.md).";
        next_backup: "Take backups: “vestibule backup FILE”, and keep a copy of the secret key elsewhere (docs/operations.md).",
            "Sichern Sie: „vestibule backup DATEI“, und bewahren Sie eine Kopie des geheimen Schlüssels woanders auf (docs/operations.md).",
            "Sauvegardez : « vestibule backup FICHIER », et gardez une copie de la clé secrète ailleurs (docs/operations.md).";
    }
}
