//! The administration pages, but for those about one provider.

super::catalogue! {
    /// The administration pages.
    Admin {
        providers: "Providers", "Anbieter", "Fournisseurs";
        users: "Users", "Benutzer", "Utilisateurs";
        sessions: "Sessions", "Sitzungen", "Sessions";
        audit: "Audit log", "Protokoll", "Journal d’audit";
        statistics: "Statistics", "Statistik", "Statistiques";
        registry: "Registry", "Registry", "Registre";
        search: "Search", "Suchen", "Rechercher";
        more: "Older ones", "Ältere", "Plus anciens";
        nothing: "Nothing here yet.", "Noch nichts.", "Rien pour l’instant.";
        notice_saved(name): "{name} is saved.", "{name} ist gespeichert.", "{name} est enregistré.";
        notice_deleted: "The provider is deleted.", "Der Anbieter ist gelöscht.", "Le fournisseur est supprimé.";
        notice_order: "The order is saved.", "Die Reihenfolge ist gespeichert.", "L’ordre est enregistré.";
        notice_user: "The user is changed.", "Der Benutzer ist geändert.", "L’utilisateur est modifié.";
        notice_user_deleted: "The user is deleted.", "Der Benutzer ist gelöscht.", "L’utilisateur est supprimé.";
        notice_reloaded: "Everything was read again.", "Alles wurde neu gelesen.", "Tout a été relu.";
        administrator: "Administrator", "Administrator", "Administrateur";
        disabled: "Disabled", "Gesperrt", "Désactivé";
        verified: "verified", "bestätigt", "vérifiée";
        last_sign_in: "last sign-in", "letzte Anmeldung", "dernière connexion";
        manage: "Manage", "Verwalten", "Gérer";
        disable: "Disable", "Sperren", "Désactiver";
        enable: "Enable", "Freigeben", "Activer";
        promote: "Make administrator", "Zum Administrator machen", "Nommer administrateur";
        demote: "Take the rights", "Rechte entziehen", "Retirer les droits";
        delete_user: "Delete for ever", "Endgültig löschen", "Supprimer définitivement";
        their_sessions: "Sessions", "Sitzungen", "Sessions";
        their_audit: "Audit log", "Protokoll", "Journal";
        end: "End session", "Sitzung beenden", "Terminer la session";
        when: "When", "Wann", "Quand";
        who: "Who", "Wer", "Qui";
        show_all: "Show all", "Alle zeigen", "Tout afficher";
        event: "Event", "Ereignis", "Événement";
        outcome: "Outcome", "Ergebnis", "Résultat";
        any: "any", "alle", "tous";
        ok: "done", "gelungen", "réussi";
        failed: "failed", "gescheitert", "échoué";
        provider: "Provider", "Anbieter", "Fournisseur";
        user: "User", "Benutzer", "Utilisateur";
        address: "Address", "Adresse", "Adresse";
        detail: "Detail", "Einzelheit", "Détail";
        filter: "Filter", "Filtern", "Filtrer";
        export: "Export as CSV", "Als CSV exportieren", "Exporter en CSV";
        generation(number): "Generation {number}", "Generation {number}", "Génération {number}";
        registry_about: "What is in force now. It follows files and this administration by itself; reading again does no harm.",
            "Was jetzt gilt. Dateien und diese Verwaltung wirken von selbst; neu lesen schadet nie.",
            "Ce qui est en vigueur. Les fichiers et cette administration s’appliquent d’eux-mêmes ; relire ne nuit jamais.";
        reload: "Read everything again", "Alles neu lesen", "Tout relire";
        refusal: "The settings could not be read again; those from before are in force.",
            "Die Einstellungen konnten nicht neu gelesen werden; die vorigen gelten weiter.",
            "Les réglages n’ont pas pu être relus ; les précédents restent en vigueur.";
        faults: "Faults", "Fehler", "Défauts";
        no_faults: "No faults.", "Keine Fehler.", "Aucun défaut.";
        definitions(official, own): "{official} official definitions, {own} of your own",
            "{official} offizielle Definitionen, {own} eigene", "{official} définitions officielles, {own} à vous";
        statistics_about: "Sign-ins of the last 30 days, by provider and outcome.",
            "Anmeldungen der letzten 30 Tage, nach Anbieter und Ergebnis.",
            "Connexions des 30 derniers jours, par fournisseur et résultat.";
        password: "Password", "Passwort", "Mot de passe";
        chart(name, done, failed): "{name}: {done} done, {failed} failed", "{name}: {done} gelungen, {failed} gescheitert",
            "{name} : {done} réussies, {failed} échouées";
    }
}
