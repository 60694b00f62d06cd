### Vragen voordat er iets gebeurt: om wie of wat het gaat en wat de gevolgen zijn.

confirm-sessions =
    { $count ->
        [0] Er is geen sessie geopend, dus er wordt er geen beëindigd.
        [one] 1 sessie wordt meteen beëindigd.
       *[other] { $count } sessies worden meteen beëindigd.
    }
confirm-people =
    { $count ->
        [0] Niemand is eraan gekoppeld.
        [one] 1 persoon is eraan gekoppeld.
       *[other] { $count } personen zijn eraan gekoppeld.
    }
confirm-app-people =
    { $count ->
        [0] Nog niemand gebruikt de app.
        [one] 1 persoon gebruikt de app.
        [200] 200 personen of meer gebruiken de app.
       *[other] { $count } personen gebruiken de app.
    }
confirm-links =
    { $count ->
        [0] Er is geen provider aan het account gekoppeld.
        [one] 1 gekoppelde provider wordt van het account verwijderd.
       *[other] { $count } gekoppelde providers worden van het account verwijderd.
    }
confirm-tokens =
    { $count ->
        [0] Er wordt geen persoonlijk toegangstoken ongeldig.
        [one] 1 persoonlijk toegangstoken wordt meteen ongeldig.
       *[other] { $count } persoonlijke toegangstokens worden meteen ongeldig.
    }
confirm-no-undo = Dit kan niet ongedaan worden gemaakt.

confirm-delete-user = Het account van { $name } definitief verwijderen?
    .username = Niemand anders krijgt de gebruikersnaam { $username }.
    .yes = Definitief verwijderen
confirm-disable-user = Het account van { $name } uitschakelen?
    .about = Deze persoon kan niet inloggen en wordt door applicaties geweigerd, totdat u het account weer inschakelt.
    .yes = Uitschakelen
confirm-promote = { $name } beheerder maken?
    .about = Beheerders kunnen elke provider, elke gebruiker en al het andere hier wijzigen.
    .yes = Beheerder maken
confirm-demote = De beheerdersrechten van { $name } intrekken?
    .about = Rechten die een provider toekent, komen terug zodra deze persoon weer via die provider inlogt.
    .yes = Beheerdersrechten intrekken
confirm-sign-out-user = Alle sessies van { $name } beëindigen?
    .about = Deze persoon kan daarna weer inloggen.
    .yes = Alle sessies beëindigen
confirm-rename = De gebruikersnaam van { $name } wijzigen in { $username }?
    .about = Toen u de pagina opende, was deze { $before }. Iemand anders heeft deze gewijzigd in { $now }.
    .yes = Gebruikersnaam wijzigen

confirm-delete-provider = { $name } verwijderen?
    .about = Koppelingen blijven bewaard en werken weer als u dezelfde provider opnieuw toevoegt. Wat de provider heeft toegekend, zoals groepen en beheerdersrechten, vervalt.
    .yes = Provider verwijderen
confirm-delete-app = { $name } verwijderen?
    .about = De geheimen van de app en alles wat personen hebben toegestaan, worden ook verwijderd, en niemand kan er meer bij inloggen.
    .yes = App verwijderen
confirm-disable-provider = { $name } uitschakelen?
    .about = Niemand kan ermee inloggen totdat u de provider weer inschakelt. Wat de provider heeft toegekend, vervalt.
    .yes = Provider uitschakelen

confirm-unlink = { $provider } ontkoppelen?
    .about = U kunt er dan niet meer mee inloggen.
    .yes = { $provider } ontkoppelen
confirm-end-others = Alle andere sessies beëindigen?
    .about = Hier blijft u ingelogd.
    .yes = Alle andere sessies beëindigen

confirm-reorder = De volgorde wijzigen?
    .now = Iemand anders heeft de volgorde intussen gewijzigd. Deze is nu: { $order }.
    .yours = Met uw wijziging zou deze zijn: { $order }.
    .yes = Mijn volgorde opslaan

confirm-revoke-token = Het API-token { $name } intrekken?
    .about = Programma’s die het gebruiken, worden meteen geweigerd.
    .yes = Intrekken
