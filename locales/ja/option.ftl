### 公式の定義にあるオプションの、スイッチの文言。

option-discord-servers = サーバーをグループとして使用
    .about = ユーザーが参加しているサーバーの ID がグループになります。
option-discord-roles = ロールをグループとして使用
    .about = 1 つのサーバーでのユーザーのロールの ID がグループになります。サーバーの ID を上に入力してください。参加していないユーザーにはグループがありません。
option-github-organizations = Organization をグループとして使用
    .about = このアプリケーションを承認した Organization のログイン名がグループになります。Organization の名前を変更すると、元のログイン名はほかの人が取得できるようになります。
option-github-teams = チームをグループとして使用
    .about = このアプリケーションを承認した Organization のチームが、organization/team の形式でグループになります。
option-gitlab-roles = グループ内のロールをグループとして使用
    .about = 直接のメンバーに、owner:path、maintainer:path、developer:path のグループが追加されます。
option-googleworkspace-groups = グループ
    .about = Cloud Identity API が返すグループのアドレスがグループになります。
