### 패스키로 로그인, 패스키 추가 및 제거.

passkey-title = 패스키

## 로그인 페이지.

passkey-sign-in = 패스키로 로그인
passkey-needs-script = 패스키를 사용하려면 JavaScript가 필요합니다. 비밀번호로 로그인할 수 있습니다.
passkey-cancelled = 패스키가 사용되지 않았습니다. 다시 시도하거나 다른 방법으로 로그인하십시오.
passkey-no-answer = 서버가 응답하지 않았습니다. 잠시 후 다시 시도하십시오.

## 계정 페이지.

passkey-about = 패스키를 사용하면 지문, 얼굴 또는 기기의 PIN으로 로그인할 수 있습니다. 패스키는 이 사이트에서만 작동하므로 다른 사이트가 요구할 수 없습니다. 비밀번호도 계속 유효합니다.
passkey-none = 아직 패스키가 없습니다.
passkey-count = 패스키가 { $count }개 있습니다.
passkey-manage = 패스키 관리
passkey-name = 이름
    .help = 나중에 알아볼 수 있는 이름입니다. 예를 들어 패스키를 보관하는 기기나 비밀번호 관리자의 이름을 입력합니다.
passkey-default-name = 패스키
passkey-add = 패스키 추가
passkey-added = 패스키를 추가했습니다. 지금부터 이 패스키로 로그인할 수 있습니다.
passkey-not-added = 패스키가 추가되지 않았습니다. 준비가 되면 다시 시도하십시오.
passkey-exists = 이 기기 또는 비밀번호 관리자에 이 계정의 패스키가 이미 있습니다.
passkey-unsupported = 이 브라우저에서는 패스키를 만들 수 없습니다. 최신 브라우저를 사용하고 https로 시작하는 주소로 접속하십시오.
passkey-add-needs-script = 패스키를 추가하려면 JavaScript가 필요합니다.
passkey-full = 한 계정에 둘 수 있는 패스키의 최대 개수에 도달했습니다. 새 패스키를 추가하려면 하나를 제거하십시오.
passkey-created = 추가: { $time }
passkey-last-used = 마지막 사용: { $time }
passkey-never-used = 아직 사용하지 않음
passkey-elsewhere = { $host }에서만 작동함
    .about = 이 패스키는 서버의 주소가 달랐을 때 만들어졌습니다. 서버가 다시 그 주소를 사용하면 작동합니다. 그렇지 않으면 제거하고 새 패스키를 추가하십시오.
passkey-unavailable = 브라우저는 호스트 이름에 대해서만 패스키를 지원하는데, 이 서버의 주소는 { $address }입니다. 패스키를 사용하려면 public_url을 호스트 이름으로 설정하십시오.
passkey-remove = 제거
    .question = 제거하면 더 이상 이 패스키로 로그인할 수 없습니다. 패스키를 보관하는 기기나 비밀번호 관리자에서도 제거하십시오.
passkey-remove-confirm = { $name } 제거
passkey-removed = 패스키를 제거했습니다.
passkey-go-on = 계속
