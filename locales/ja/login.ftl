### サインインページ。

login-title = サインイン
login-heading = { $name } にサインイン
login-with-provider = { $provider } でサインイン
login-last-used = 前回使用
login-signed-out = サインアウトしました。
login-tried = { $provider } でサインインしようとしました。
login-none-ready = 利用できるサインインプロバイダーはまだありません。このサーバーを運用している場合は、ログで理由を確認してください。
login-other-host = このページを別のアドレスで開いています。サインインできるのは { $url } だけです。
login-go-there = 正しいアドレスへ移動
login-find = プロバイダーを検索
login-search = 検索
login-none-found = 該当するプロバイダーはありません。
login-with-password = パスワードでサインイン
login-email = メールアドレス
login-password = パスワード
login-wrong-password = メールアドレスまたはパスワードが正しくありません
login-link-pending = { $provider } をアカウントと連携するには、いつもの方法でサインインしてください。その後、確認画面が表示されます。
login-link-now = すでにサインインしています：今すぐ連携
login-signing-in = サインインしています…
login-go-on = 続行
login-choose-server = どのサーバーにアカウントをお持ちですか？
login-other-way = 別の方法でサインイン
