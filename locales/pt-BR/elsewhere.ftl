### A página que um proxy mostra no endereço de uma aplicação a quem não pode abri-la.

elsewhere-no-access = Você não tem acesso a { $application }
elsewhere-application = Aplicação
elsewhere-account = Conectado como
elsewhere-groups = É necessário um destes grupos
elsewhere-ask = Use outra conta ou peça acesso ao administrador e informe a referência abaixo.
elsewhere-other-account = Usar outra conta
elsewhere-ask-here = Use outra conta ou peça acesso: os administradores verão seu pedido.
elsewhere-ask-access = Pedir acesso
