### 감사 로그에 표시되는 이벤트의 이름.

event-sign-in = 로그인
event-sign-out = 로그아웃
event-link = 제공자 연결
event-unlink = 제공자 연결 해제
event-user-created = 사용자 생성
event-user-changed = 사용자 변경
event-user-deleted = 사용자 삭제
event-factor-added = 2단계 인증 수단 또는 패스키 추가
event-factor-removed = 2단계 인증 수단 또는 패스키 제거
event-address-lost = 이메일 주소가 다른 사용자에게 넘어감
event-session-revoked = 세션 종료
event-token-created = API 토큰 생성
event-token-deleted = API 토큰 철회
event-provider-created = 제공자 추가
event-provider-changed = 제공자 변경
event-provider-deleted = 제공자 삭제
event-providers-reordered = 제공자 순서 변경
event-app-created = 앱 추가
event-app-changed = 앱 변경
event-app-deleted = 앱 삭제
event-app-revoked = 앱 액세스 철회
event-access-refused = 액세스 거부
event-app-sign-in = 애플리케이션 로그인
event-app-token-refused = 애플리케이션 토큰 거부
event-app-logout = 애플리케이션에 로그아웃을 전달하지 못함
