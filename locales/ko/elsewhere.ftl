### 애플리케이션을 열 권한이 없을 때 프록시가 그 주소에 표시하는 페이지.

elsewhere-no-access = { $application }에 액세스할 권한이 없습니다
elsewhere-application = 애플리케이션
elsewhere-account = 로그인한 계정
elsewhere-groups = 다음 그룹 중 하나가 필요합니다
elsewhere-ask = 다른 계정을 사용하거나, 관리자에게 아래 참조 번호를 알리고 액세스 권한을 요청하십시오.
elsewhere-other-account = 다른 계정 사용
elsewhere-ask-here = 다른 계정을 사용하거나 액세스 권한을 요청하십시오. 요청은 관리자에게 표시됩니다.
elsewhere-ask-access = 액세스 권한 요청
