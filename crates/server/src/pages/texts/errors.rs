//! What the pages say about an error: what happened, and what the person can do.

use vestibule_core::code::ErrorCode;

use super::Language;

macro_rules! titles {
    ($($code:ident: $de:literal, $fr:literal;)*) => {
        /// What happened, in a few words. The English ones belong to the codes: programs are told the same.
        pub(crate) fn title(code: ErrorCode, language: Language) -> &'static str {
            match (code, language) {
                (_, Language::En) => code.title(),
                $((ErrorCode::$code, Language::De) => $de, (ErrorCode::$code, Language::Fr) => $fr,)*
            }
        }
    };
}

titles! {
    UnknownProvider: "Diesen Anmeldeanbieter gibt es nicht", "Ce fournisseur de connexion n’existe pas";
    ProviderDisabled: "Dieser Anmeldeanbieter wurde abgeschaltet", "Ce fournisseur de connexion a été désactivé";
    ProviderUnavailable: "Der Anmeldeanbieter ist nicht erreichbar", "Le fournisseur de connexion est injoignable";
    ProviderTimeout: "Der Anmeldeanbieter hat nicht rechtzeitig geantwortet", "Le fournisseur de connexion n’a pas répondu à temps";
    ProviderMisconfigured: "Der Anmeldeanbieter ist nicht richtig eingerichtet", "Le fournisseur de connexion est mal configuré";
    InvalidRequest: "Die Anfrage ist nicht verständlich", "La requête est incompréhensible";
    InvalidState: "Diese Anmeldung wurde nicht hier begonnen oder ist schon beendet", "Cette connexion n’a pas commencé ici, ou est déjà terminée";
    StateExpired: "Diese Anmeldung hat zu lange gedauert", "Cette connexion a pris trop de temps";
    ProviderMismatch: "Die Antwort kam von einem anderen Anbieter", "La réponse vient d’un autre fournisseur";
    IssuerMismatch: "Die Antwort kam von einem anderen Aussteller", "La réponse vient d’un autre émetteur";
    AccessDenied: "Die Anmeldung wurde abgebrochen oder abgelehnt", "La connexion a été annulée ou refusée";
    LoginRequired: "Der Anbieter verlangt, dass Sie sich zuerst dort anmelden", "Le fournisseur demande que vous vous connectiez d’abord chez lui";
    ProviderError: "Der Anmeldeanbieter hat einen Fehler gemeldet", "Le fournisseur de connexion a signalé une erreur";
    TokenExchangeFailed: "Die Anmeldung konnte mit dem Anbieter nicht abgeschlossen werden", "La connexion n’a pas pu être menée à terme avec le fournisseur";
    IdTokenMissing: "Der Anbieter hat keinen Identitätsnachweis geschickt", "Le fournisseur n’a envoyé aucune preuve d’identité";
    IdTokenInvalid: "Der Identitätsnachweis des Anbieters ist ungültig", "La preuve d’identité du fournisseur n’est pas valide";
    UserinfoFailed: "Der Anbieter hat das Profil nicht geschickt", "Le fournisseur n’a pas envoyé le profil";
    UserinfoMismatch: "Der Anbieter hat das Profil einer anderen Person geschickt", "Le fournisseur a envoyé le profil de quelqu’un d’autre";
    SubjectMissing: "Der Anbieter hat nicht gesagt, wer Sie sind", "Le fournisseur n’a pas dit qui vous êtes";
    EmailRequired: "Eine E-Mail-Adresse ist nötig", "Une adresse e-mail est nécessaire";
    RegistrationClosed: "Neue Konten werden hier nicht angelegt", "Les nouveaux comptes ne sont pas ouverts ici";
    AccountExists: "Zu dieser Adresse gibt es schon ein Konto", "Un compte existe déjà avec cette adresse";
    AccountDisabled: "Dieses Konto ist gesperrt", "Ce compte est désactivé";
    IdentityInUse: "Diese Identität gehört zu einem anderen Konto", "Cette identité appartient à un autre compte";
    LinkSessionMismatch: "Das Verknüpfen wurde in einer anderen Sitzung begonnen", "La liaison a commencé dans une autre session";
    NotAllowed: "Sie dürfen sich hier nicht anmelden", "Vous n’avez pas le droit de vous connecter ici";
    RateLimited: "Zu viele Versuche", "Trop de tentatives";
    StorageUnavailable: "Der Anmeldedienst kann gerade nichts speichern", "Le service de connexion ne peut rien enregistrer pour l’instant";
    SetupLinkInvalid: "Hier braucht es einen gültigen Einrichtungslink", "Il faut ici un lien d’installation valide";
    SetupLinkExpired: "Der Einrichtungslink ist abgelaufen", "Le lien d’installation a expiré";
    SetupClosed: "Die Einrichtung ist abgeschlossen", "L’installation est terminée";
    Internal: "Bei uns ist etwas schiefgegangen", "Une erreur s’est produite de notre côté";
    ManagedByConfig: "Dieser Anbieter wird in der Konfiguration verwaltet", "Ce fournisseur est géré par la configuration";
    IdTaken: "Diese Kennung ist vergeben", "Cet identifiant est déjà pris";
    InvalidId: "Das ist keine gültige Kennung", "Cet identifiant n’est pas valide";
    UnknownField: "Unbekanntes Feld", "Champ inconnu";
    InvalidCredentials: "Die Zugangsdaten sind nicht gültig", "Les identifiants ne sont pas valides";
    SecretRequired: "Das Geheimnis muss neu eingegeben werden", "Le secret doit être saisi à nouveau";
    LastWayIn: "Das ist der letzte Weg herein", "C’est le dernier moyen de se connecter";
    InUse: "Das wird noch gebraucht", "Ceci est utilisé";
    RevisionMismatch: "Jemand anderes hat das inzwischen geändert", "Quelqu’un d’autre a modifié ceci entre-temps";
    Csrf: "Die Anfrage kam nicht von dieser Website", "La requête ne vient pas de ce site";
    NotFound: "Hier ist nichts", "Il n’y a rien ici";
    MethodNotAllowed: "Diese Methode ist hier nicht erlaubt", "Cette méthode n’est pas autorisée ici";
    Unauthenticated: "Sie sind nicht angemeldet", "Vous n’êtes pas connecté";
    Forbidden: "Dafür haben Sie keine Rechte", "Vous n’avez pas les droits nécessaires";
    UnsupportedMediaType: "Dieser Inhaltstyp wird hier nicht angenommen", "Ce type de contenu n’est pas accepté ici";
    PayloadTooLarge: "Die Anfrage ist zu groß", "La requête est trop volumineuse";
    InvalidJson: "Der Inhalt ist kein gültiges JSON", "Le contenu n’est pas du JSON valide";
    InvalidParameter: "Ein Parameter ist nicht gültig", "Un paramètre n’est pas valide";
}

super::catalogue! {
    /// What the person can do, in one or two sentences.
    Advice {
        another_way: "Choose another way to sign in.", "Wählen Sie einen anderen Weg, sich anzumelden.", "Choisissez un autre moyen de vous connecter.";
        soon: "This is usually over in a minute. Try again, or choose another way to sign in.",
            "Das ist meist nach einer Minute vorbei. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
            "Cela passe en général en une minute. Réessayez, ou choisissez un autre moyen de vous connecter.";
        once_more: "Try once more. If it happens again, tell your administrator the reference below.",
            "Versuchen Sie es noch einmal. Passiert es wieder, nennen Sie Ihrem Administrator die Referenz unten.",
            "Réessayez une fois. Si cela se reproduit, donnez à votre administrateur la référence ci-dessous.";
        start_here: "This happens after the back button, a reload, or when the link was opened in another browser. Start again from here.",
            "Das passiert nach der Zurück-Taste, nach dem Neuladen oder wenn der Link in einem anderen Browser geöffnet wurde. Beginnen Sie hier von vorn.",
            "Cela arrive après le bouton retour, un rechargement, ou si le lien a été ouvert dans un autre navigateur. Recommencez ici.";
        ten_minutes: "A sign-in has to be finished within ten minutes. Start again.",
            "Eine Anmeldung muss innerhalb von zehn Minuten fertig sein. Beginnen Sie von vorn.",
            "Une connexion doit être terminée en dix minutes. Recommencez.";
        if_not_you: "If you did not cancel it yourself, ask your administrator whether you may use this application.",
            "Wenn Sie nicht selbst abgebrochen haben, fragen Sie Ihren Administrator, ob Sie diese Anwendung benutzen dürfen.",
            "Si vous n’avez pas annulé vous-même, demandez à votre administrateur si vous pouvez utiliser cette application.";
        sign_in_there: "Start again and sign in there when you are asked.",
            "Beginnen Sie von vorn und melden Sie sich dort an, wenn Sie gefragt werden.",
            "Recommencez et connectez-vous là-bas quand on vous le demande.";
        add_email: "Add an e-mail address to your account at the provider, then try again.",
            "Tragen Sie bei Ihrem Konto beim Anbieter eine E-Mail-Adresse ein und versuchen Sie es dann noch einmal.",
            "Ajoutez une adresse e-mail à votre compte chez le fournisseur, puis réessayez.";
        ask_account: "Ask your administrator for an account.", "Bitten Sie Ihren Administrator um ein Konto.", "Demandez un compte à votre administrateur.";
        as_before: "Sign in the way you did before. You can link this provider afterwards, on your account page.",
            "Melden Sie sich an wie bisher. Danach können Sie diesen Anbieter auf Ihrer Kontoseite verknüpfen.",
            "Connectez-vous comme auparavant. Vous pourrez ensuite lier ce fournisseur sur la page de votre compte.";
        ask_why: "Ask your administrator why.", "Fragen Sie Ihren Administrator nach dem Grund.", "Demandez-en la raison à votre administrateur.";
        unlink_there: "Sign in with that identity to see which account it is, and unlink it there first.",
            "Melden Sie sich mit dieser Identität an, um zu sehen, welches Konto es ist, und trennen Sie sie zuerst dort.",
            "Connectez-vous avec cette identité pour voir de quel compte il s’agit, et déliez-la d’abord là-bas.";
        link_again: "Sign in again and start linking from your account page.",
            "Melden Sie sich noch einmal an und beginnen Sie das Verknüpfen auf Ihrer Kontoseite.",
            "Reconnectez-vous et recommencez la liaison depuis la page de votre compte.";
        let_in: "Ask your administrator to be let in, or sign in with another account.",
            "Bitten Sie Ihren Administrator um Zugang oder melden Sie sich mit einem anderen Konto an.",
            "Demandez l’accès à votre administrateur, ou connectez-vous avec un autre compte.";
        wait: "Wait a minute, then try again.", "Warten Sie eine Minute und versuchen Sie es dann noch einmal.", "Attendez une minute, puis réessayez.";
        nothing_lost: "Nothing was lost. Try again in a minute.", "Nichts ist verloren. Versuchen Sie es in einer Minute noch einmal.", "Rien n’est perdu. Réessayez dans une minute.";
        setup_link: "Open the newest link from the server’s log, and take all of it. On the server, “vestibule admin setup” prints another one.",
            "Öffnen Sie den neuesten Link aus dem Protokoll des Servers, und zwar ganz. Auf dem Server gibt „vestibule admin setup“ einen weiteren aus.",
            "Ouvrez le lien le plus récent du journal du serveur, en entier. Sur le serveur, « vestibule admin setup » en affiche un autre.";
        setup_again: "A link is valid for an hour, and once it is open, the form for a quarter of an hour. On the server, “vestibule admin setup” prints a new link; so does a restart.",
            "Ein Link gilt eine Stunde, und ist er geöffnet, gilt das Formular eine Viertelstunde. Auf dem Server gibt „vestibule admin setup“ einen neuen Link aus; ein Neustart tut das auch.",
            "Un lien est valable une heure et, une fois ouvert, le formulaire un quart d’heure. Sur le serveur, « vestibule admin setup » affiche un nouveau lien ; un redémarrage aussi.";
        setup_over: "There is an administrator already, so the link does nothing any more. Sign in on the front page. If no administrator can, “vestibule admin reset” on the server helps.",
            "Es gibt schon einen Administrator, darum bewirkt der Link nichts mehr. Melden Sie sich auf der Startseite an. Kann das kein Administrator, hilft „vestibule admin reset“ auf dem Server.",
            "Il y a déjà un administrateur, le lien ne fait donc plus rien. Connectez-vous sur la page d’accueil. Si aucun administrateur ne le peut, « vestibule admin reset » sur le serveur aide.";
        check_password: "Check the address and the password, and try again.",
            "Prüfen Sie Adresse und Passwort und versuchen Sie es noch einmal.", "Vérifiez l’adresse et le mot de passe, puis réessayez.";
        with_rights: "Sign in with an account that has them.", "Melden Sie sich mit einem Konto an, das sie hat.", "Connectez-vous avec un compte qui les possède.";
        open_again: "Open the page again and repeat the action there.",
            "Öffnen Sie die Seite noch einmal und wiederholen Sie es dort.", "Rouvrez la page et recommencez l’action.";
        check_address: "Check the address, or go to the front page.", "Prüfen Sie die Adresse oder gehen Sie zur Startseite.", "Vérifiez l’adresse, ou allez à la page d’accueil.";
        internal: "Try again. If it happens again, tell your administrator the reference below.",
            "Versuchen Sie es noch einmal. Passiert es wieder, nennen Sie Ihrem Administrator die Referenz unten.",
            "Réessayez. Si cela se reproduit, donnez à votre administrateur la référence ci-dessous.";
        check_entry: "Go back and check what you entered.", "Gehen Sie zurück und prüfen Sie Ihre Eingaben.", "Revenez en arrière et vérifiez votre saisie.";
    }
}

/// What the person can do, in one or two sentences.
pub(crate) fn what_to_do(code: ErrorCode, language: Language) -> &'static str {
    use ErrorCode as C;
    let advice = Advice(language);
    match code {
        C::UnknownProvider | C::ProviderDisabled => advice.another_way(),
        C::ProviderUnavailable | C::ProviderTimeout => advice.soon(),
        C::ProviderMisconfigured
        | C::IdTokenMissing
        | C::IdTokenInvalid
        | C::IssuerMismatch
        | C::UserinfoFailed
        | C::UserinfoMismatch
        | C::SubjectMissing
        | C::ProviderError
        | C::TokenExchangeFailed => advice.once_more(),
        C::InvalidState | C::ProviderMismatch | C::InvalidRequest => advice.start_here(),
        C::StateExpired => advice.ten_minutes(),
        C::AccessDenied => advice.if_not_you(),
        C::LoginRequired => advice.sign_in_there(),
        C::EmailRequired => advice.add_email(),
        C::RegistrationClosed => advice.ask_account(),
        C::AccountExists => advice.as_before(),
        C::AccountDisabled => advice.ask_why(),
        C::IdentityInUse => advice.unlink_there(),
        C::LinkSessionMismatch => advice.link_again(),
        C::NotAllowed => advice.let_in(),
        C::RateLimited => advice.wait(),
        C::StorageUnavailable => advice.nothing_lost(),
        C::SetupLinkInvalid => advice.setup_link(),
        C::SetupLinkExpired => advice.setup_again(),
        C::SetupClosed => advice.setup_over(),
        C::Unauthenticated => advice.check_password(),
        C::Forbidden => advice.with_rights(),
        C::Csrf => advice.open_again(),
        C::NotFound | C::MethodNotAllowed => advice.check_address(),
        C::Internal => advice.internal(),
        _ => advice.check_entry(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation quotes what the pages say.
    #[test]
    fn errors_md_says_what_the_pages_say() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
        let text = std::fs::read_to_string(path).unwrap();
        for code in ErrorCode::ALL {
            let section = text.split("\n### ").find_map(|section| section.strip_prefix(&format!("`{code}`\n")));
            let section = section.unwrap_or_else(|| panic!("docs/errors.md has no section `{code}`"));
            let words = section.split_whitespace().collect::<Vec<_>>().join(" ");
            let quoted = format!("- **The person sees:** *{}.* {}", code.title(), what_to_do(*code, Language::En));
            assert!(words.contains(&quoted), "{code}: docs/errors.md should say {quoted}");
        }
    }
}
