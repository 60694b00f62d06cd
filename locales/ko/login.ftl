### 로그인 페이지.

login-title = 로그인
login-heading = { $name } 로그인
login-with-provider = { $provider } 계정으로 로그인
login-last-used = 최근 사용
login-signed-out = 로그아웃했습니다.
login-tried = { $provider } 계정으로 로그인을 시도했습니다.
login-none-ready = 아직 사용할 수 있는 로그인 제공자가 없습니다. 이 서버를 운영하는 경우 로그에서 이유를 확인할 수 있습니다.
login-other-host = 이 페이지를 다른 주소로 열었습니다. 로그인은 { $url }에서만 할 수 있습니다.
login-go-there = 올바른 주소로 이동
login-find = 제공자 찾기
login-search = 검색
login-none-found = 일치하는 제공자가 없습니다.
login-with-password = 비밀번호로 로그인
login-email = 이메일 주소
login-password = 비밀번호
login-wrong-password = 이메일 주소 또는 비밀번호가 올바르지 않습니다
login-link-pending = { $provider } 제공자를 계정에 연결하려면 평소 사용하던 방법으로 로그인하십시오. 그런 다음 확인을 요청합니다.
login-link-now = 이미 로그인되어 있음: 지금 연결
login-signing-in = 로그인하는 중…
login-go-on = 계속
login-choose-server = 어느 서버에 계정이 있습니까?
login-other-way = 다른 방법으로 로그인
