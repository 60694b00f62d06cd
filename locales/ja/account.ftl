### アカウントページ。

account-title = あなたのアカウント
account-verified = 確認済み
account-not-verified = 未確認
account-no-email = メールアドレスなし
account-email-lost = { $email } は別のユーザーによって確認されたため、このアカウントのアドレスではなくなりました。あなたのアドレスである場合は、管理者に連絡してください。
account-email = メールアドレス
account-name = 名前
account-username = ユーザー名
account-first-name = 名
account-last-name = 姓
account-groups = グループ
account-role = ロール
account-administrator = 管理者
account-from = { $provider } から取得
account-set-here = ここで設定
account-picture-from = { $provider } の画像
account-links = 連携中のプロバイダー
account-linked-since = { $time } から連携
account-last-used = 最終使用：{ $time }
account-no-links = このアカウントと連携しているプロバイダーはありません。
account-provider-removed = このプロバイダーは削除されました。プロバイダーが再び追加されると、連携も元どおり使えるようになります。
account-provider-disabled = このプロバイダーは無効になっています。
account-unlink = 連携を解除
account-only-link = サインインする方法はこれだけです。連携を解除する前に、別のプロバイダーと連携してください。
account-link-another = 別のプロバイダーと連携
    .about = 連携すると、どのプロバイダーでもサインインできます。
account-link = { $provider } と連携
account-home = あなたのアプリ
    .empty = ここから開けるアプリはまだありません。
account-apps = 使用中のアプリ
    .about = 取り消すと、アプリはあなたの情報にアクセスできなくなります。次に使うときに、アプリは改めて許可を求めます。
account-app-since = { $time } から
account-revoke-app = 取り消す
account-sessions = セッション
    .about = サインイン中の場所です。心当たりのないセッションは終了してください。
account-this-browser = このブラウザー
account-unknown-browser = 不明なブラウザー
account-device = { $system } の { $browser }
account-with-provider = { $provider } でサインイン
account-with-password = パスワードまたはパスキーでサインイン
account-signed-in = サインイン：{ $time }
account-last-active = 最終操作：{ $time }
account-end-session = セッションを終了
account-end-other-sessions = ほかのセッションをすべて終了
account-confirm = このプロバイダーと連携しますか？
    .about = たった今 { $provider } でサインインしましたが、まだどのアカウントとも連携していません。現在使用中のアカウントと連携しますか？
    .identity = ID
    .account = あなたのアカウント
    .yes = 連携して続行
    .no = 連携しない
account-notice-linked = { $provider } と連携しました。今後は { $provider } でサインインできます。
account-notice-unlinked = { $provider } との連携を解除しました。
account-notice-second-factor-removed = ワンタイムコードをオフにしました。
account-notice-session-ended = セッションを終了しました。
account-notice-other-sessions-ended =
    { $count ->
        [0] ほかのセッションはありませんでした。
        [1] ほかのセッションを終了しました。
       *[other] ほかの { $count } 件のセッションをすべて終了しました。
    }
account-notice-sessions-ended =
    { $count ->
        [0] 開いているセッションはありませんでした。
       *[other] { $count } 件のセッションを終了しました。
    }
account-password-title = パスワードを変更
account-password-about = 現在のパスワードと、今後使用するパスワードを入力してください。ほかのセッションはすべて終了します。
account-password-current = 現在のパスワード
account-password-new = 新しいパスワード
account-password-wrong = パスワードが正しくありません。
account-notice-password-changed = パスワードを変更しました。
