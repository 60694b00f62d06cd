### 작업을 수행하기 전의 확인: 대상과 결과.

## 여러 확인에 공통된 결과.

confirm-sessions =
    { $count ->
        [0] 열려 있는 세션이 없으므로 종료되는 세션도 없습니다.
       *[other] 세션 { $count }개가 즉시 종료됩니다.
    }
confirm-people =
    { $count ->
        [0] 연결된 사용자가 없습니다.
       *[other] 사용자 { $count }명이 연결되어 있습니다.
    }
confirm-app-people =
    { $count ->
        [0] 아직 사용하는 사용자가 없습니다.
        [200] 200명 이상의 사용자가 사용하고 있습니다.
       *[other] 사용자 { $count }명이 사용하고 있습니다.
    }
confirm-links =
    { $count ->
        [0] 계정에 연결된 제공자가 없습니다.
       *[other] 연결된 제공자 { $count }개가 계정에서 제거됩니다.
    }
confirm-tokens =
    { $count ->
        [0] 만료되는 개인 액세스 토큰이 없습니다.
       *[other] 개인 액세스 토큰 { $count }개가 즉시 만료됩니다.
    }
confirm-no-undo = 이 작업은 되돌릴 수 없습니다.

## 사용자. $name은 그 사람의 이름.

confirm-delete-user = { $name } 사용자를 영구 삭제하시겠습니까?
    .username = 사용자 이름 { $username }은(는) 다른 누구에게도 주어지지 않습니다.
    .yes = 영구 삭제
confirm-disable-user = { $name } 사용자를 비활성화하시겠습니까?
    .about = 다시 활성화할 때까지 이 사용자는 로그인할 수 없으며 애플리케이션에서도 거부됩니다.
    .yes = 비활성화
confirm-promote = { $name } 사용자를 관리자로 지정하시겠습니까?
    .about = 관리자는 모든 제공자와 사용자를 비롯하여 여기의 모든 것을 변경할 수 있습니다.
    .yes = 관리자로 지정
confirm-demote = { $name } 사용자의 관리자 권한을 해제하시겠습니까?
    .about = 제공자가 부여하는 권한은 다음에 그 제공자로 로그인할 때 다시 생깁니다.
    .yes = 관리자 권한 해제
confirm-sign-out-user = { $name } 사용자의 세션을 모두 종료하시겠습니까?
    .about = 이 사용자는 다시 로그인할 수 있습니다.
    .yes = 모든 세션 종료
confirm-rename = { $name } 사용자의 사용자 이름을 { $username }(으)로 변경하시겠습니까?
    .about = 페이지를 열었을 때는 { $before }(이)었지만 그 사이 다른 관리자가 { $now }(으)로 변경했습니다.
    .yes = 사용자 이름 변경

## 제공자.

confirm-delete-provider = { $name } 제공자를 삭제하시겠습니까?
    .about = 연결은 유지되며 같은 제공자를 다시 추가하면 다시 작동합니다. 그룹과 관리자 권한 등 이 제공자가 부여한 것은 사라집니다.
    .yes = 제공자 삭제
confirm-delete-app = { $name } 앱을 삭제하시겠습니까?
    .about = 앱의 시크릿과 사용자가 허용한 모든 내용이 함께 삭제되며, 더 이상 아무도 이 앱에 로그인할 수 없습니다.
    .yes = 앱 삭제
confirm-disable-provider = { $name } 제공자를 비활성화하시겠습니까?
    .about = 다시 활성화할 때까지 아무도 이 제공자로 로그인할 수 없습니다. 이 제공자가 부여한 것은 사라집니다.
    .yes = 제공자 비활성화

## 본인의 계정.

confirm-unlink = { $provider } 연결을 해제하시겠습니까?
    .about = 더 이상 이 제공자로 로그인할 수 없게 됩니다.
    .yes = { $provider } 연결 해제
confirm-end-others = 다른 세션을 모두 종료하시겠습니까?
    .about = 이 브라우저에서는 로그인이 유지됩니다.
    .yes = 다른 세션 모두 종료

## 제공자의 순서.

confirm-reorder = 순서를 변경하시겠습니까?
    .now = 그 사이 다른 사람이 순서를 변경했습니다. 현재 순서: { $order }
    .yours = 내 변경을 적용한 순서: { $order }
    .yes = 내 순서 저장

## API 토큰.

confirm-revoke-token = API 토큰 { $name }을(를) 철회하시겠습니까?
    .about = 이 토큰을 사용하는 프로그램은 즉시 거부됩니다.
    .yes = 철회
