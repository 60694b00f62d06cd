### Opções das definições oficiais: os textos de seus controles.

option-discord-servers = Servidores como grupos
    .about = Os grupos são os IDs dos servidores dos quais a pessoa participa.
option-discord-roles = Cargos como grupos
    .about = Os grupos são os IDs dos cargos da pessoa em um servidor. Informe acima o ID do servidor; quem não participa dele não tem nenhum.
option-github-organizations = Organizações como grupos
    .about = Os grupos são os nomes (login) das organizações que aprovam esta aplicação. Quem renomeia uma organização libera o nome anterior dela.
option-github-teams = Equipes como grupos
    .about = Os grupos são equipes, no formato organização/equipe, das organizações que aprovam esta aplicação.
option-gitlab-roles = Funções em grupos como grupos
    .about = Grupos adicionais para membros diretos: owner:caminho, maintainer:caminho e developer:caminho.
option-googleworkspace-groups = Grupos
    .about = Os grupos são seus endereços, como a API Cloud Identity os lista.
