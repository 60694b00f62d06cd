### 官方定义的选项：开关的文字。

option-discord-servers = 将服务器用作群组
    .about = 群组为用户所在服务器的 ID。
option-discord-roles = 将角色用作群组
    .about = 群组为用户在某个服务器上的角色 ID。请在上方填写该服务器的 ID；不在该服务器上的用户没有群组。
option-github-organizations = 将组织用作群组
    .about = 群组为已批准此应用程序的组织的登录名。组织改名后，原来的登录名可能被他人使用。
option-github-teams = 将团队用作群组
    .about = 群组为已批准此应用程序的组织中的团队，格式为 organization/team。
option-gitlab-roles = 将群组中的角色用作群组
    .about = 为直接成员额外添加群组：owner:path、maintainer:path 和 developer:path。
option-googleworkspace-groups = 群组
    .about = 群组为 Cloud Identity API 列出的群组地址。
