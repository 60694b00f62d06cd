### Preguntas antes de hacer algo: a quién o a qué afecta, y qué consecuencias tiene.

confirm-sessions =
    { $count ->
        [0] No hay ninguna sesión abierta, así que no se cierra ninguna.
        [one] Se cierra 1 sesión de inmediato.
       *[other] Se cierran { $count } sesiones de inmediato.
    }
confirm-people =
    { $count ->
        [0] Nadie lo tiene vinculado.
        [one] 1 persona lo tiene vinculado.
       *[other] { $count } personas lo tienen vinculado.
    }
confirm-app-people =
    { $count ->
        [0] Todavía no la utiliza nadie.
        [one] La utiliza 1 persona.
        [200] La utilizan 200 personas o más.
       *[other] La utilizan { $count } personas.
    }
confirm-links =
    { $count ->
        [0] La cuenta no tiene ningún proveedor vinculado.
        [one] Se quita 1 proveedor vinculado de la cuenta.
       *[other] Se quitan { $count } proveedores vinculados de la cuenta.
    }
confirm-tokens =
    { $count ->
        [0] Ningún token de acceso personal deja de ser válido.
        [one] 1 token de acceso personal deja de ser válido de inmediato.
       *[other] { $count } tokens de acceso personal dejan de ser válidos de inmediato.
    }
confirm-no-undo = Esto no se puede deshacer.

confirm-delete-user = ¿Eliminar definitivamente la cuenta de { $name }?
    .username = Nadie más recibirá el nombre de usuario { $username }.
    .yes = Eliminar definitivamente
confirm-disable-user = ¿Desactivar la cuenta de { $name }?
    .about = Esta persona no podrá iniciar sesión y las aplicaciones la rechazarán hasta que vuelva a activar la cuenta.
    .yes = Desactivar
confirm-promote = ¿Hacer administrador a { $name }?
    .about = Los administradores pueden cambiar todos los proveedores, todos los usuarios y todo lo demás aquí.
    .yes = Hacer administrador
confirm-demote = ¿Retirar los permisos de administrador a { $name }?
    .about = Los permisos que concede un proveedor vuelven con el próximo inicio de sesión a través de él.
    .yes = Retirar los permisos de administrador
confirm-sign-out-user = ¿Cerrar todas las sesiones de { $name }?
    .about = Esta persona podrá volver a iniciar sesión.
    .yes = Cerrar todas las sesiones
confirm-rename = ¿Cambiar el nombre de usuario de { $name } a { $username }?
    .about = Cuando abrió la página era { $before }. Otra persona lo ha cambiado a { $now }.
    .yes = Cambiar el nombre de usuario

confirm-delete-provider = ¿Eliminar { $name }?
    .about = Los vínculos se conservan y volverán a funcionar si añade de nuevo el mismo proveedor. Lo que este concedió, como grupos y permisos de administrador, deja de tener efecto.
    .yes = Eliminar proveedor
confirm-delete-app = ¿Eliminar { $name }?
    .about = Se eliminan también sus secretos y todo lo que las personas le han permitido, y ya nadie podrá iniciar sesión en ella.
    .yes = Eliminar app
confirm-disable-provider = ¿Desactivar { $name }?
    .about = Nadie podrá iniciar sesión con este proveedor hasta que lo active de nuevo. Lo que concedió deja de tener efecto.
    .yes = Desactivar proveedor

confirm-unlink = ¿Desvincular { $provider }?
    .about = Ya no podrá iniciar sesión con este proveedor.
    .yes = Desvincular { $provider }
confirm-end-others = ¿Cerrar todas las demás sesiones?
    .about = La sesión actual se mantiene.
    .yes = Cerrar todas las demás sesiones

confirm-reorder = ¿Cambiar el orden?
    .now = Otra persona lo ha cambiado entretanto. Ahora es: { $order }.
    .yours = Con su cambio sería: { $order }.
    .yes = Guardar mi orden

confirm-revoke-token = ¿Revocar el token de API { $name }?
    .about = Los programas que lo utilizan se rechazan de inmediato.
    .yes = Revocar
