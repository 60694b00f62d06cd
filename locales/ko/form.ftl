### 모든 양식에 공통된 문구: 보관한 내용, 그 사이 변경된 내용, 실행 전 확인.

## 입력했지만 아직 저장되지 않은 시크릿.

form-kept = 입력됨
    .help = 아직 저장되지 않았으며 10분 동안 보관됩니다. 입력한 값을 사용하려면 이 필드를 비워 두십시오.
form-lost = 입력한 시크릿은 10분의 보관 시간이 지나 삭제되었습니다. 다시 입력하십시오.
form-lost-here = 다시 입력하십시오.

## 세션이 끝난 뒤에 전송된 양식.

form-session-ended = 세션이 종료되었습니다
    .about = 다른 탭에서 다시 로그인한 다음 여기에서 계속하십시오. 입력한 내용은 10분 동안 보관되며, 아직 아무것도 저장되지 않았습니다.
form-sign-in = 로그인
form-go-on = 계속
form-restored = 다시 로그인했으며 양식은 떠났을 때의 상태 그대로입니다. 아직 아무것도 저장되지 않았습니다.
form-restored-about = 본인이 작성한 것이 아니라면 이 페이지를 떠나십시오.
form-gone = 입력한 내용은 10분의 보관 시간이 지나 삭제되었습니다. 양식을 다시 작성하십시오.

## 작성하는 동안 다른 사람이 변경 내용을 저장한 양식.

form-changed-by = 마지막 저장: { $name }
form-differences = 편집하는 동안 변경된 항목
    .about = 아직 아무것도 저장되지 않았습니다. 직접 변경하지 않은 항목에는 저장된 값이 반영되었습니다. 양쪽에서 모두 변경한 항목은 값을 선택한 다음 다시 저장하십시오.
form-field = 필드
form-before = 이전 값
form-now = 그 사이 저장된 값
form-wanted = 내가 입력한 값
form-choose = 값 선택
form-empty = 비어 있음
form-on = 켜짐
form-off = 꺼짐
form-other-secret = 다른 시크릿
form-your-secret = 내가 입력한 시크릿
form-no-secret = 기존 시크릿

## 실행 전 확인.

form-cancel = 취소
form-changed-meanwhile = 보고 있는 동안 내용이 변경되었습니다. 다시 읽어 본 다음 결정하십시오.
