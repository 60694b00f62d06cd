### Lo que dice el registro de auditoría, según los nombres de los eventos.

event-sign-in = Inicio de sesión
event-sign-out = Cierre de sesión
event-link = Proveedor vinculado
event-unlink = Proveedor desvinculado
event-user-created = Usuario creado
event-user-changed = Usuario modificado
event-user-deleted = Usuario eliminado
event-factor-added = Segundo factor o llave de acceso añadidos
event-factor-removed = Segundo factor o llave de acceso eliminados
event-address-lost = Dirección de correo perdida en favor de otra persona
event-session-revoked = Sesión cerrada
event-token-created = Token de API creado
event-token-deleted = Token de API revocado
event-provider-created = Proveedor añadido
event-provider-changed = Proveedor modificado
event-provider-deleted = Proveedor eliminado
event-providers-reordered = Proveedores reordenados
event-app-created = App añadida
event-app-changed = App modificada
event-app-deleted = App eliminada
event-app-revoked = Acceso de una app revocado
event-access-refused = Acceso denegado
event-app-sign-in = Inicio de sesión en una aplicación
event-app-token-refused = Token de una aplicación rechazado
event-app-logout = Cierre de sesión no comunicado a una aplicación
