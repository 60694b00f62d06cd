//! The settings of a provider, as its form asks for them.

super::catalogue! {
    /// The settings of a provider, as its form asks for them.
    ProviderForm {
        appearance: "On the login page", "Auf der Anmeldeseite", "Sur la page de connexion";
        appearance_about: "Name, icon and place of the button.", "Name, Symbol und Platz des Knopfes.", "Nom, icône et place du bouton.";
        admission: "Who may come in", "Wer hereindarf", "Qui peut entrer";
        admission_about: "Registration, domains, groups and claims.", "Registrierung, Domains, Gruppen und Claims.", "Inscription, domaines, groupes et claims.";
        accounts: "Accounts and rights", "Konten und Rechte", "Comptes et droits";
        accounts_about: "Linking, profile, administrators.", "Verknüpfen, Profil, Administratoren.", "Liaison, profil, administrateurs.";
        upstream: "What the provider is asked", "Was der Anbieter gefragt wird", "Ce qui est demandé au fournisseur";
        upstream_about: "Scopes, parameters, strength and age of the sign-in, another callback.",
            "Scopes, Parameter, Stärke und Alter der Anmeldung, weiterer Callback.",
            "Scopes, paramètres, force et âge de la connexion, autre retour.";
        display_name: "Name on the button", "Name auf dem Knopf", "Nom sur le bouton";
        display_name_help: "Empty: the definition’s own.", "Leer: der Name aus der Definition.", "Vide : celui de la définition.";
        icon: "Icon", "Symbol", "Icône";
        icon_default: "its own", "eigenes", "la sienne";
        sort_order: "Place", "Platz", "Place";
        sort_order_help: "A whole number; lower is first. Empty: after all others. Dragging rows in the list sets it too.",
            "Eine ganze Zahl; kleinere stehen vorn. Leer: nach allen anderen. Ziehen in der Liste setzt sie auch.",
            "Un nombre entier ; les plus petits d’abord. Vide : après tous les autres. Le glisser dans la liste le règle aussi.";
        auto_register: "New people get an account", "Neue bekommen ein Konto", "Les nouveaux venus reçoivent un compte";
        auto_register_help: "Otherwise only people whose account exists can sign in.",
            "Sonst kann sich nur anmelden, wer schon ein Konto hat.",
            "Sinon, seules les personnes qui ont déjà un compte peuvent se connecter.";
        require_email: "Refuse people without an e-mail address", "Ohne E-Mail-Adresse nicht hereinlassen", "Refuser sans adresse e-mail";
        allowed_email_domains: "Only these e-mail domains", "Nur diese E-Mail-Domains", "Seulement ces domaines e-mail";
        domains_help: "One on each line, such as example.com; only verified addresses count. Empty: everybody.",
            "Je eine Zeile, etwa example.com; nur bestätigte Adressen zählen. Leer: alle.",
            "Un par ligne, par exemple example.com ; seules les adresses vérifiées comptent. Vide : tout le monde.";
        allowed_groups: "Only these groups", "Nur diese Gruppen", "Seulement ces groupes";
        lines_help: "One on each line, as the provider names them. Empty: everybody.",
            "Je eine Zeile, wie der Anbieter sie nennt. Leer: alle.",
            "Un par ligne, comme le fournisseur les nomme. Vide : tout le monde.";
        required_claims: "Only with these claims", "Nur mit diesen Claims", "Seulement avec ces claims";
        required_claims_help: "claim = value, one on each line. A claim on several lines may have any of the values. Only verified claims count.",
            "Claim = Wert, je eine Zeile. Ein Claim auf mehreren Zeilen darf jeden der Werte haben. Nur geprüfte Claims zählen.",
            "claim = valeur, un par ligne. Un claim sur plusieurs lignes peut avoir l’une des valeurs. Seuls les claims vérifiés comptent.";
        linking: "When an account with the address exists", "Wenn es zur Adresse schon ein Konto gibt", "Quand un compte existe avec l’adresse";
        linking_help: "Trust addresses only of a provider that owns them: whoever names an address there is let into the account that has it.",
            "Vertrauen Sie Adressen nur, wenn sie dem Anbieter gehören: Wer dort eine Adresse angibt, kommt in das Konto, das sie hat.",
            "Ne faites confiance qu’aux adresses que le fournisseur possède : qui y déclare une adresse entre dans le compte qui la porte.";
        verified_email: "link if verified on both sides", "verknüpfen, wenn bestätigt", "lier si vérifiée partout";
        trusted_email: "always link: its addresses are trusted", "immer verknüpfen (vertraut)", "toujours lier (fiable)";
        ask: "ask the person to sign in first", "zuerst anmelden lassen", "demander une connexion";
        never: "never link by address", "nie verknüpfen", "ne jamais lier";
        profile_sync: "The profile follows the provider", "Das Profil folgt dem Anbieter", "Le profil suit le fournisseur";
        first_sign_in: "at the first sign-in", "bei der ersten Anmeldung", "à la première connexion";
        fill_empty: "where it is still empty", "wo es noch leer ist", "là où il est encore vide";
        every_sign_in: "at every sign-in", "bei jeder Anmeldung", "à chaque connexion";
        admin_email_domains: "Administrators: these e-mail domains", "Administratoren: diese E-Mail-Domains", "Administrateurs : ces domaines e-mail";
        admin_domains_help: "One on each line; only verified addresses count. Everybody with such an address is an administrator here.",
            "Je eine Zeile; nur bestätigte Adressen zählen. Jeder mit so einer Adresse ist hier Administrator.",
            "Un par ligne ; seules les adresses vérifiées comptent. Toute personne avec une telle adresse est administrateur ici.";
        admin_groups: "Administrators: these groups", "Administratoren: diese Gruppen", "Administrateurs : ces groupes";
        admin_groups_help: "One on each line. The rights go away when the group does.",
            "Je eine Zeile. Die Rechte gehen mit der Gruppe.", "Un par ligne. Les droits disparaissent avec le groupe.";
        scopes: "Additional scopes", "Zusätzliche Scopes", "Scopes supplémentaires";
        scopes_help: "Separated by spaces; added to those of the definition.",
            "Durch Leerzeichen getrennt; zusätzlich zu denen der Definition.",
            "Séparés par des espaces ; ajoutés à ceux de la définition.";
        authorize_params: "Additional parameters", "Zusätzliche Parameter", "Paramètres supplémentaires";
        authorize_params_help: "name = value, one on each line; they go into the address that people are sent to.",
            "Name = Wert, je eine Zeile; sie kommen in die Adresse, zu der Menschen geschickt werden.",
            "nom = valeur, un par ligne ; ajoutés à l’adresse vers laquelle on est envoyé.";
        required_acr: "Only with this kind of sign-in (acr)", "Nur mit dieser Art der Anmeldung (acr)", "Seulement avec ce type de connexion (acr)";
        required_acr_help: "One on each line; any of them will do. It is asked for, and checked when people come back.",
            "Je eine Zeile; eine davon genügt. Sie wird verlangt und bei der Rückkehr geprüft.",
            "Un par ligne ; un seul suffit. Il est demandé, puis vérifié au retour.";
        max_age: "The sign-in there is at most so many seconds old", "Die Anmeldung dort ist höchstens so viele Sekunden alt", "La connexion là-bas date d’au plus tant de secondes";
        max_age_help: "Empty: however old. 0: people sign in there each time.",
            "Leer: beliebig alt. 0: Man meldet sich dort jedes Mal an.",
            "Vide : peu importe. 0 : on s’y connecte à chaque fois.";
        callback_path: "Another callback path", "Ein weiterer Callback-Pfad", "Un autre chemin de retour";
        callback_path_help: "Begins with a slash. For moving an application here whose address the provider already knows.",
            "Beginnt mit einem Schrägstrich. Um eine Anwendung hierher umzuziehen, deren Adresse der Anbieter schon kennt.",
            "Commence par une barre oblique. Pour déplacer ici une application dont le fournisseur connaît déjà l’adresse.";
    }
}
