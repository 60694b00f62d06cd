### 계정 페이지.

account-title = 내 계정
account-verified = 확인됨
account-not-verified = 확인되지 않음
account-no-email = 이메일 주소 없음
account-email-lost = 다른 사용자가 { $email } 주소를 확인했으므로 이 주소는 더 이상 이 계정에 속하지 않습니다. 본인의 주소라면 관리자에게 문의하십시오.
account-email = 이메일 주소
account-name = 이름
account-username = 사용자 이름
account-first-name = 이름(성 제외)
account-last-name = 성
account-groups = 그룹
account-role = 역할
account-administrator = 관리자
account-from = { $provider }에서 가져옴
account-set-here = 여기에서 설정함
account-picture-from = { $provider }에서 가져온 사진
account-links = 연결된 제공자
account-linked-since = { $time }부터 연결됨
account-last-used = 마지막 사용: { $time }
account-no-links = 계정에 연결된 제공자가 없습니다.
account-provider-removed = 이 제공자는 제거되었습니다. 제공자가 다시 추가되면 연결도 다시 작동합니다.
account-provider-disabled = 이 제공자는 비활성화되어 있습니다.
account-unlink = 연결 해제
account-only-link = 이것이 유일한 로그인 방법입니다. 연결을 해제하기 전에 다른 제공자를 연결하십시오.
account-link-another = 다른 제공자 연결
    .about = 연결하면 그중 어느 것으로든 로그인할 수 있습니다.
account-link = { $provider } 연결
account-home = 내 앱
    .empty = 여기에서 열 수 있는 앱이 아직 없습니다.
account-apps = 사용 중인 앱
    .about = 철회하면 이 앱은 더 이상 내 정보에 액세스할 수 없으며, 다음에 사용할 때 다시 허용을 요청합니다.
account-app-since = { $time }부터
account-revoke-app = 철회
account-sessions = 세션
    .about = 로그인되어 있는 곳입니다. 본인의 것이 아닌 세션은 종료하십시오.
account-this-browser = 이 브라우저
account-unknown-browser = 알 수 없는 브라우저
account-device = { $system }의 { $browser }
account-with-provider = 로그인 방법: { $provider }
account-with-password = 로그인 방법: 비밀번호 또는 패스키
account-signed-in = 로그인: { $time }
account-last-active = 마지막 활동: { $time }
account-end-session = 세션 종료
account-end-other-sessions = 다른 세션 모두 종료
account-confirm = 이 제공자를 연결하시겠습니까?
    .about = 방금 { $provider } 제공자로 로그인했지만 아직 어떤 계정에도 연결되어 있지 않습니다. 지금 사용 중인 계정에 연결하시겠습니까?
    .identity = ID
    .account = 내 계정
    .yes = 연결하고 계속
    .no = 연결 안 함
account-notice-linked = { $provider } 제공자를 연결했습니다. 이제 이 제공자로 로그인할 수 있습니다.
account-notice-unlinked = { $provider } 제공자의 연결을 해제했습니다.
account-notice-second-factor-removed = 일회용 코드를 껐습니다.
account-notice-session-ended = 세션을 종료했습니다.
account-notice-other-sessions-ended =
    { $count ->
        [0] 다른 세션이 없었습니다.
        [1] 다른 세션을 종료했습니다.
       *[other] 다른 세션 { $count }개를 모두 종료했습니다.
    }
account-notice-sessions-ended =
    { $count ->
        [0] 열려 있는 세션이 없었습니다.
       *[other] 세션 { $count }개를 종료했습니다.
    }
account-password-title = 비밀번호 변경
account-password-about = 현재 비밀번호와 앞으로 사용할 비밀번호를 입력하십시오. 다른 세션은 모두 종료됩니다.
account-password-current = 현재 비밀번호
account-password-new = 새 비밀번호
account-password-wrong = 비밀번호가 올바르지 않습니다.
account-notice-password-changed = 비밀번호를 변경했습니다.
