### Frågor innan något görs: vem eller vad det gäller och vad det leder till.

confirm-sessions =
    { $count ->
        [0] Ingen session är öppen, så ingen avslutas.
        [one] 1 session avslutas genast.
       *[other] { $count } sessioner avslutas genast.
    }
confirm-people =
    { $count ->
        [0] Ingen är länkad till den.
        [one] 1 person är länkad till den.
       *[other] { $count } personer är länkade till den.
    }
confirm-app-people =
    { $count ->
        [0] Ingen använder den ännu.
        [one] 1 person använder den.
        [200] 200 personer eller fler använder den.
       *[other] { $count } personer använder den.
    }
confirm-links =
    { $count ->
        [0] Ingen leverantör är länkad till kontot.
        [one] 1 länkad leverantör tas bort från kontot.
       *[other] { $count } länkade leverantörer tas bort från kontot.
    }
confirm-tokens =
    { $count ->
        [0] Ingen personlig åtkomsttoken upphör att gälla.
        [one] 1 personlig åtkomsttoken upphör genast att gälla.
       *[other] { $count } personliga åtkomsttoken upphör genast att gälla.
    }
confirm-no-undo = Detta kan inte ångras.
confirm-delete-user = Ta bort { $name } permanent?
    .username = Ingen annan får användarnamnet { $username }.
    .yes = Ta bort permanent
confirm-disable-user = Inaktivera { $name }?
    .about = Personen kan inte logga in, och program nekar åtkomst, tills du aktiverar kontot igen.
    .yes = Inaktivera
confirm-promote = Göra { $name } till administratör?
    .about = Administratörer kan ändra alla leverantörer, alla användare och allt annat här.
    .yes = Gör till administratör
confirm-demote = Ta bort administratörsrättigheterna för { $name }?
    .about = Rättigheter som en leverantör ger kommer tillbaka vid nästa inloggning med den.
    .yes = Ta bort administratörsrättigheter
confirm-sign-out-user = Avsluta alla sessioner för { $name }?
    .about = Personen kan logga in igen.
    .yes = Avsluta alla sessioner
confirm-rename = Byta användarnamn för { $name } till { $username }?
    .about = När du öppnade sidan var det { $before }. Någon annan har ändrat det till { $now }.
    .yes = Byt användarnamn
confirm-delete-provider = Ta bort { $name }?
    .about = Länkar behålls och fungerar igen om du lägger till samma leverantör på nytt. Det som den gav, till exempel grupper och administratörsrättigheter, upphör.
    .yes = Ta bort leverantör
confirm-delete-app = Ta bort { $name }?
    .about = Dess hemligheter och allt som användare har tillåtit den försvinner, och ingen kan längre logga in i den.
    .yes = Ta bort app
confirm-disable-provider = Inaktivera { $name }?
    .about = Ingen kan logga in med den förrän du aktiverar den igen. Det som den gav upphör.
    .yes = Inaktivera leverantör
confirm-unlink = Ta bort länken till { $provider }?
    .about = Du kan inte längre logga in med den.
    .yes = Ta bort länken till { $provider }
confirm-end-others = Avsluta alla andra sessioner?
    .about = Du förblir inloggad här.
    .yes = Avsluta alla andra sessioner
confirm-reorder = Ändra ordningen?
    .now = Någon annan har ändrat den under tiden. Den är nu: { $order }.
    .yours = Med din ändring skulle den bli: { $order }.
    .yes = Spara min ordning
confirm-revoke-token = Återkalla API-token { $name }?
    .about = Program som använder den nekas genast.
    .yes = Återkalla
