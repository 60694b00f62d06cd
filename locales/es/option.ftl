### Opciones de las definiciones oficiales: los textos de sus interruptores.

option-discord-servers = Servidores como grupos
    .about = Los grupos son los ID de los servidores a los que pertenece la persona.
option-discord-roles = Roles como grupos
    .about = Los grupos son los ID de los roles de la persona en un servidor. Introduzca arriba el ID del servidor; quien no pertenece a él no tiene ninguno.
option-github-organizations = Organizaciones como grupos
    .about = Los grupos son los nombres (login) de las organizaciones que aprueban esta aplicación. Quien cambia el nombre de una deja libre el anterior.
option-github-teams = Equipos como grupos
    .about = Los grupos son los equipos, con la forma organización/equipo, de las organizaciones que aprueban esta aplicación.
option-gitlab-roles = Roles en grupos como grupos
    .about = Grupos adicionales para los miembros directos: owner:ruta, maintainer:ruta y developer:ruta.
option-googleworkspace-groups = Grupos
    .about = Los grupos son sus direcciones, tal como las enumera la API Cloud Identity.
