### Volby oficiálních definic: texty jejich přepínačů.

option-discord-servers = Servery jako skupiny
    .about = Skupiny jsou ID serverů, na kterých daná osoba je.
option-discord-roles = Role jako skupiny
    .about = Skupiny jsou ID rolí dané osoby na jednom serveru. Zadejte výše jeho ID; kdo na něm není, žádné nemá.
option-github-organizations = Organizace jako skupiny
    .about = Skupiny jsou přihlašovací jména organizací, které tuto aplikaci schválily. Kdo organizaci přejmenuje, její jméno uvolní.
option-github-teams = Týmy jako skupiny
    .about = Skupiny jsou týmy, zapsané jako organizace/tým, z organizací, které tuto aplikaci schválily.
option-gitlab-roles = Role ve skupinách jako skupiny
    .about = Další skupiny pro přímé členy: owner:cesta, maintainer:cesta a developer:cesta.
option-googleworkspace-groups = Skupiny
    .about = Skupiny jsou jejich adresy, jak je uvádí Cloud Identity API.
