### 여러 페이지에서 함께 쓰는 문구.

common-home = 홈으로 이동
common-home-of = { $name }(으)로 이동
common-try-again = 다시 시도
common-sign-out = 로그아웃
common-skip = 본문으로 건너뛰기
common-save = 저장
common-account = 내 계정
common-administration = 관리
common-copy = 복사
common-copied = 복사됨
common-code = 코드
common-reference = 참조 번호
common-cause = 관리자용 세부 정보
    .note = 관리자만 볼 수 있습니다.
common-language = 언어
common-language-unreviewed = 기계 번역, 검토되지 않음
common-language-reviewed = 검토: { $who }
common-language-of-browser = 브라우저 언어 사용
