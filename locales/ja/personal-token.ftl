### パーソナルアクセストークン：アカウントのページと、ユーザーのページの一覧。

personal-token-title = パーソナルアクセストークン
personal-token-about = トークンを使うと、スクリプト、テレビ、モバイルアプリなどのプログラムが、あなたの代わりにアクセスできます。有効なのは、選択したアプリとホストに対してのみ、期限までの間だけです。2 要素認証の代わりにはなりません。
personal-token-none = パーソナルアクセストークンはありません。
personal-token-count = パーソナルアクセストークンが { $count } 個あります。
personal-token-manage = トークンを管理
personal-token-add = トークンを作成
personal-token-ends = 有効期限：{ $time }
personal-token-ended = 期限切れ
personal-token-last-used = 最終使用：{ $time }
personal-token-never-used = 未使用

## フォーム。

personal-token-name = 名前
    .help = どのプログラムが使用するか。たとえば「テレビ」。
personal-token-days = 有効期間（日）
    .help = 1 から 365 まで。
personal-token-apps = アプリ
personal-token-hosts = ホスト
    .help = photos.example.com のように 1 行に 1 つ入力します。*.example.com と入力すると、ドメインの下にあるすべてのホストが対象になります。アプリまたはホストを少なくとも 1 つ選択してください。
personal-token-make = トークンを作成
personal-token-not-fresh = トークンを作成するには、もう一度サインインしてください。その後、このページに戻ります。
personal-token-sign-in-again = もう一度サインイン
personal-token-full = トークンの数が上限に達しています。別のトークンを作成するには、どれかを取り消してください。
personal-token-wrong-name = トークンの名前は 1 文字以上 { $most } 文字以下にしてください。
personal-token-wrong-days = 1 から { $most } までの整数を入力してください。
personal-token-wrong-host = 「{ $host }」はホストではありません。https:// とパスを付けずに、photos.example.com または *.example.com の形式で入力してください。
personal-token-wrong-app = トークンの対象にできるアプリ「{ $app }」はありません。
personal-token-wrong-nowhere = アプリまたはホストを少なくとも 1 つ選択してください。
personal-token-wrong-too-many = 1 つのトークンの対象は、アプリ 20 個、ホスト 20 個までです。

## 実行した内容。

personal-token-made = { $name } を作成しました
    .about = 今すぐトークンをコピーしてください。再び表示されることはありません。
    .use = プログラムは、トークンを「Authorization: Bearer」で送信するか、パスワードとして送信します。パスワードとして送信する場合、ユーザー名はあなたのものにするか、空にします。
personal-token-token = トークン
personal-token-revoke = 取り消す
    .question = 取り消すと、このトークンを使用しているプログラムはただちに拒否されます。
personal-token-revoke-confirm = { $name } を取り消す
personal-token-revoked = トークンを取り消しました。
personal-token-to-account = あなたのアカウント
