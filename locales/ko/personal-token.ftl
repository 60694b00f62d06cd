### 개인 액세스 토큰: 계정의 페이지와 사용자 페이지의 목록.

personal-token-title = 개인 액세스 토큰
personal-token-about = 토큰을 사용하면 스크립트, TV, 모바일 앱과 같은 프로그램이 본인을 대신하여 액세스할 수 있습니다. 토큰은 선택한 앱과 호스트에서만, 만료될 때까지만 유효합니다. 2단계 인증을 대신하지는 않습니다.
personal-token-none = 개인 액세스 토큰이 없습니다.
personal-token-count = 개인 액세스 토큰이 { $count }개 있습니다.
personal-token-manage = 토큰 관리
personal-token-add = 토큰 만들기
personal-token-ends = 만료: { $time }
personal-token-ended = 만료됨
personal-token-last-used = 마지막 사용: { $time }
personal-token-never-used = 아직 사용하지 않음

## 양식.

personal-token-name = 이름
    .help = 토큰을 사용하는 프로그램. 예: “TV”.
personal-token-days = 유효 기간(일)
    .help = 1에서 365까지.
personal-token-apps = 앱
personal-token-hosts = 호스트
    .help = 예: photos.example.com. 한 줄에 하나씩 입력합니다. *.example.com을 입력하면 도메인 아래의 모든 호스트가 포함됩니다. 앱 또는 호스트를 하나 이상 선택하십시오.
personal-token-make = 토큰 만들기
personal-token-not-fresh = 토큰을 만들려면 다시 로그인하십시오. 로그인하면 이 페이지로 돌아옵니다.
personal-token-sign-in-again = 다시 로그인
personal-token-full = 한 계정에 둘 수 있는 토큰의 최대 개수에 도달했습니다. 새 토큰을 만들려면 하나를 철회하십시오.
personal-token-wrong-name = 토큰의 이름은 1자 이상 { $most }자 이하여야 합니다.
personal-token-wrong-days = 1에서 { $most }까지의 정수를 입력하십시오.
personal-token-wrong-host = “{ $host }”은(는) 호스트가 아닙니다. https://와 경로 없이 photos.example.com 또는 *.example.com과 같이 입력하십시오.
personal-token-wrong-app = 토큰을 사용할 수 있는 앱 “{ $app }”이(가) 없습니다.
personal-token-wrong-nowhere = 앱 또는 호스트를 하나 이상 선택하십시오.
personal-token-wrong-too-many = 토큰 하나에는 앱 20개와 호스트 20개까지 지정할 수 있습니다.

## 수행한 작업.

personal-token-made = { $name } 토큰을 만들었습니다
    .about = 지금 토큰을 복사하십시오. 다시 표시되지 않습니다.
    .use = 프로그램은 토큰을 “Authorization: Bearer”로 보내거나 비밀번호로 보냅니다. 비밀번호로 보낼 때 사용자 이름은 본인의 것을 사용하거나 비워 둡니다.
personal-token-token = 토큰
personal-token-revoke = 철회
    .question = 철회하면 이 토큰을 사용하는 프로그램은 즉시 거부됩니다.
personal-token-revoke-confirm = { $name } 철회
personal-token-revoked = 토큰을 철회했습니다.
personal-token-to-account = 내 계정
