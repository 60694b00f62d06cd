//! Words that several pages share.

super::catalogue! {
    /// Words that several pages share.
    Common {
        front_page: "Go to the front page", "Zur Startseite", "Aller à la page d’accueil";
        try_again: "Try again", "Noch einmal versuchen", "Réessayer";
        sign_out: "Sign out", "Abmelden", "Se déconnecter";
        skip: "Skip to the content", "Zum Inhalt springen", "Aller au contenu";
        save: "Save", "Speichern", "Enregistrer";
        account: "Your account", "Ihr Konto", "Votre compte";
        administration: "Administration", "Verwaltung", "Administration";
        never: "never", "nie", "jamais";
        copy: "Copy", "Kopieren", "Copier";
        copied: "Copied", "Kopiert", "Copié";
        code: "Code", "Code", "Code";
        reference: "Reference", "Referenz", "Référence";
        cause: "What the server saw", "Was der Server gesehen hat", "Ce que le serveur a constaté";
        only_administrators: "Only administrators see this.", "Nur Administratoren sehen das.",
            "Seuls les administrateurs voient ceci.";
        a_password: "a password", "einem Passwort", "un mot de passe";
    }
}
