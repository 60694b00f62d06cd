### 2단계 인증으로 로그인, 2단계 인증 켜기와 끄기.

second-factor-title = 2단계 인증

## 비밀번호 다음 페이지.

second-factor-about = 인증 앱에 표시된 코드 또는 복구 코드를 입력하십시오.
second-factor-code = 코드
    .help = 숫자 6자리 또는 ABCD-EFGH-JKMN-PQRS와 같은 복구 코드.
second-factor-submit = 계속
second-factor-back = 로그인으로 돌아가기
second-factor-refused = 코드가 유효하지 않습니다
    .help = 각 코드는 약 1분 동안 한 번만 사용할 수 있습니다. 다음 코드를 기다리고 휴대전화의 시계가 정확한지 확인하십시오. 휴대전화가 없으면 복구 코드를 사용하고, 둘 다 없으면 이 서버의 운영자에게 문의하십시오.

## 계정 페이지.

second-factor-account-title = 계정 보호
second-factor-account-about = 지금은 비밀번호만으로 이 서버를 관리할 수 있습니다. 다음 중 하나 또는 둘 다로 보호하십시오.
second-factor-codes = 일회용 코드
    .about = 켜면 비밀번호로 로그인할 때 인증 앱의 코드도 요구하므로, 비밀번호를 도난당해도 그것만으로는 로그인할 수 없습니다.
second-factor-scan = 인증 앱으로 이 그림을 스캔하십시오.
second-factor-qr-code = 인증 앱용 QR 코드
second-factor-type-secret = 또는 다음 키를 앱에 입력하십시오:
second-factor-type-code = 앱에 표시된 코드를 입력하십시오.
second-factor-digits = 숫자 6자리.
second-factor-wrong = 이 키의 현재 코드가 아닙니다. 앱에 표시된 코드를 입력하십시오.
second-factor-turn-on = 켜기
second-factor-later = 나중에
second-factor-is-on = 일회용 코드가 { $time }부터 켜져 있습니다.
second-factor-is-off = 꺼짐: 비밀번호만으로 로그인할 수 있습니다.
second-factor-codes-left = 복구 코드가 { $count }개 남았습니다.
second-factor-new-codes = 새 복구 코드
second-factor-turn-off = 끄기
    .question = 끄면 비밀번호만으로 로그인할 수 있습니다.
second-factor-change = 변경
second-factor-to-account = 내 계정
second-factor-turned-on = 일회용 코드를 켰습니다.
second-factor-recovery-codes = 복구 코드
    .about = 휴대전화가 없어도 찾을 수 있는 곳에 이 코드를 보관하십시오. 각 코드는 앱의 코드 대신 한 번 로그인할 때 사용할 수 있습니다. 지금만 표시되며, 이전 코드는 더 이상 작동하지 않습니다.
second-factor-kept = 보관했습니다
