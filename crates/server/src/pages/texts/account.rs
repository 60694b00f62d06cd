//! The account pages.

super::catalogue! {
    /// The account pages.
    Account {
        title: "Your account", "Ihr Konto", "Votre compte";
        verified: "verified", "bestätigt", "vérifiée";
        not_verified: "not verified", "nicht bestätigt", "non vérifiée";
        no_email: "No e-mail address", "Keine E-Mail-Adresse", "Aucune adresse e-mail";
        email: "E-mail address", "E-Mail-Adresse", "Adresse e-mail";
        name: "Name", "Name", "Nom";
        username: "User name", "Benutzername", "Nom d’utilisateur";
        first_name: "First name", "Vorname", "Prénom";
        last_name: "Last name", "Nachname", "Nom de famille";
        groups: "Groups", "Gruppen", "Groupes";
        rights: "Rights", "Rechte", "Droits";
        administrator: "Administrator", "Administrator", "Administrateur";
        from(provider): "from {provider}", "von {provider}", "de {provider}";
        verified_from(origin): "verified, {origin}", "bestätigt, {origin}", "vérifiée, {origin}";
        picture_from(provider): "Picture from {provider}", "Bild von {provider}", "Image de {provider}";
        made_here: "made here", "hier vergeben", "attribué ici";
        linked: "Linked providers", "Verknüpfte Anbieter", "Fournisseurs liés";
        linked_since(date): "Linked since {date}", "Verknüpft seit {date}", "Lié depuis le {date}";
        used: "last used", "zuletzt benutzt", "dernière utilisation";
        no_links: "No provider is linked to your account.", "Mit Ihrem Konto ist kein Anbieter verknüpft.",
            "Aucun fournisseur n’est lié à votre compte.";
        provider_gone: "This provider is not here any more. The link counts again if it comes back.",
            "Diesen Anbieter gibt es hier nicht mehr. Die Verknüpfung gilt wieder, wenn er zurückkommt.",
            "Ce fournisseur n’est plus ici. Le lien comptera de nouveau s’il revient.";
        provider_off: "This provider is switched off.", "Dieser Anbieter ist abgeschaltet.", "Ce fournisseur est désactivé.";
        unlink: "Unlink", "Trennen", "Délier";
        unlink_question(provider): "You can no longer sign in with {provider} then.",
            "Danach können Sie sich nicht mehr mit {provider} anmelden.",
            "Vous ne pourrez plus vous connecter avec {provider}.";
        unlink_yes(provider): "Unlink {provider}", "{provider} trennen", "Délier {provider}";
        only_way: "This is your only way to sign in. Link another provider before you unlink it.",
            "Das ist Ihr einziger Weg herein. Verknüpfen Sie einen anderen Anbieter, bevor Sie diesen trennen.",
            "C’est votre seul moyen de vous connecter. Liez un autre fournisseur avant de délier celui-ci.";
        link_another: "Link another provider", "Weiteren Anbieter verknüpfen", "Lier un autre fournisseur";
        either: "Then you can sign in with either of them.", "Dann können Sie sich mit jedem davon anmelden.",
            "Vous pourrez alors vous connecter avec l’un ou l’autre.";
        link(provider): "Link {provider}", "{provider} verknüpfen", "Lier {provider}";
        sessions: "Sessions", "Sitzungen", "Sessions";
        sessions_about: "Where you are signed in. End a session that you do not recognise.",
            "Wo Sie angemeldet sind. Beenden Sie eine Sitzung, die Sie nicht kennen.",
            "Où vous êtes connecté. Terminez une session que vous ne reconnaissez pas.";
        this_session: "This browser", "Dieser Browser", "Ce navigateur";
        unknown_browser: "Unknown browser", "Unbekannter Browser", "Navigateur inconnu";
        device(browser, system): "{browser} on {system}", "{browser} auf {system}", "{browser} sur {system}";
        signed_in_with(provider): "with {provider}", "mit {provider}", "avec {provider}";
        signed_in: "signed in", "angemeldet", "connecté";
        last_seen: "last used", "zuletzt benutzt", "dernière utilisation";
        revoke: "End session", "Sitzung beenden", "Terminer la session";
        revoke_others: "End all other sessions", "Alle anderen Sitzungen beenden",
            "Terminer toutes les autres sessions";
        confirm_title: "Link this provider?", "Diesen Anbieter verknüpfen?", "Lier ce fournisseur ?";
        confirm_about(provider): "You came in with {provider} a moment ago, and it belonged to no account. Link it to the account that you are signed in with now?",
            "Sie sind eben mit {provider} gekommen, und dazu gehörte kein Konto. Mit dem Konto verknüpfen, mit dem Sie jetzt angemeldet sind?",
            "Vous êtes venu avec {provider}, qui n’appartenait à aucun compte. Le lier au compte avec lequel vous êtes connecté maintenant ?";
        confirm_identity: "Identity", "Identität", "Identité";
        confirm_account: "Your account", "Ihr Konto", "Votre compte";
        confirm_yes: "Link and continue", "Verknüpfen und weiter", "Lier et continuer";
        confirm_no: "Do not link", "Nicht verknüpfen", "Ne pas lier";
        notice_linked(provider): "{provider} is linked now. You can sign in with it from now on.",
            "{provider} ist verknüpft. Sie können sich ab jetzt damit anmelden.",
            "{provider} est lié. Vous pouvez désormais vous connecter avec lui.";
        notice_unlinked(provider): "{provider} is not linked any more.", "{provider} ist nicht mehr verknüpft.",
            "{provider} n’est plus lié.";
        notice_revoked: "The session is ended.", "Die Sitzung ist beendet.", "La session est terminée.";
        notice_revoked_others: "All other sessions are ended.", "Alle anderen Sitzungen sind beendet.",
            "Toutes les autres sessions sont terminées.";
    }
}
