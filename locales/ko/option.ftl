### 공식 정의의 옵션: 스위치의 문구.

option-discord-servers = 서버를 그룹으로 사용
    .about = 사용자가 속한 서버의 ID가 그룹이 됩니다.
option-discord-roles = 역할을 그룹으로 사용
    .about = 한 서버에서 사용자가 가진 역할의 ID가 그룹이 됩니다. 위에 그 서버의 ID를 입력하십시오. 서버에 속하지 않은 사용자에게는 그룹이 없습니다.
option-github-organizations = 조직을 그룹으로 사용
    .about = 이 애플리케이션을 승인한 조직의 로그인 이름이 그룹이 됩니다. 조직의 이름을 바꾸면 이전 로그인 이름은 다른 사람이 사용할 수 있게 됩니다.
option-github-teams = 팀을 그룹으로 사용
    .about = 이 애플리케이션을 승인한 조직의 팀이 organization/team 형식의 그룹이 됩니다.
option-gitlab-roles = 그룹 내 역할을 그룹으로 사용
    .about = 직접 구성원에게 owner:path, maintainer:path, developer:path 그룹이 추가됩니다.
option-googleworkspace-groups = 그룹
    .about = Cloud Identity API가 알려 주는 그룹의 주소가 그룹이 됩니다.
