### O pedido de acesso a uma aplicação cujo acesso foi recusado.

access-title = Pedir acesso a { $application }?
    .about = Os administradores veem seu nome, a aplicação e a data e a hora do pedido.
    .yes = Pedir acesso
access-asked = Você pediu acesso a { $application }
    .about = Os administradores veem seu pedido. Quando você receber acesso, abra a aplicação novamente.
    .open = Abrir a aplicação
