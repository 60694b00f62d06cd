//! The login page.

super::catalogue! {
    /// The login page, and the page that posts itself.
    Login {
        title: "Sign in", "Anmelden", "Se connecter";
        to(name): "Sign in to {name}", "Bei {name} anmelden", "Se connecter à {name}";
        with(provider): "Sign in with {provider}", "Mit {provider} anmelden", "Se connecter avec {provider}";
        last_used: "Last used", "Zuletzt benutzt", "Dernier utilisé";
        signed_out: "You are signed out.", "Sie sind abgemeldet.", "Vous êtes déconnecté.";
        tried(provider): "You tried to sign in with {provider}.", "Sie wollten sich mit {provider} anmelden.",
            "Vous avez essayé de vous connecter avec {provider}.";
        nothing_ready: "No sign-in provider is ready yet. If you run this server, its log says what is missing.",
            "Noch ist kein Anbieter bereit. Wenn Sie diesen Server betreiben: Sein Protokoll sagt, was fehlt.",
            "Aucun fournisseur n’est encore prêt. Si vous gérez ce serveur, son journal dit ce qui manque.";
        with_password: "Sign in with a password", "Mit einem Passwort anmelden", "Se connecter avec un mot de passe";
        email: "E-mail address", "E-Mail-Adresse", "Adresse e-mail";
        password: "Password", "Passwort", "Mot de passe";
        wrong_password: "The address or the password is wrong", "Die Adresse oder das Passwort ist falsch",
            "L’adresse ou le mot de passe est incorrect";
        link_waits(provider): "{provider} waits to be linked to it. Sign in the way you did before: then we ask you once whether to link it.",
            "{provider} wartet darauf, damit verknüpft zu werden. Melden Sie sich an wie bisher: Dann fragen wir einmal, ob wir verknüpfen sollen.",
            "{provider} attend d’y être lié. Connectez-vous comme auparavant : nous vous demanderons une fois s’il faut le lier.";
        link_now: "You are signed in: link it now", "Sie sind angemeldet: jetzt verknüpfen", "Vous êtes connecté : lier maintenant";
        signing_in: "Signing in", "Anmeldung läuft", "Connexion en cours";
        signing_you_in: "Signing you in", "Sie werden angemeldet", "Connexion en cours";
        go_on: "Continue", "Weiter", "Continuer";
    }
}
