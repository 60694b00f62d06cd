### パスキーでのサインイン、パスキーの追加と削除。

passkey-title = パスキー

## サインインページ。

passkey-sign-in = パスキーでサインイン
passkey-needs-script = パスキーには JavaScript が必要です。パスワードでもサインインできます。
passkey-cancelled = パスキーは使用されませんでした。もう一度試すか、別の方法でサインインしてください。
passkey-no-answer = サーバーから応答がありませんでした。しばらくしてからもう一度試してください。

## アカウントページ。

passkey-about = パスキーを使うと、指紋、顔、またはデバイスの PIN でサインインできます。パスキーはこのサイトでのみ有効なため、ほかのサイトが求めることはできません。パスワードも引き続き使用できます。
passkey-none = パスキーはまだありません。
passkey-count = パスキーが { $count } 個あります。
passkey-manage = パスキーを管理
passkey-name = 名前
    .help = 後で見分けるための名前です。たとえば、パスキーを保管しているデバイスやパスワードマネージャーの名前です。
passkey-default-name = パスキー
passkey-add = パスキーを追加
passkey-added = パスキーを追加しました。今後はこのパスキーでサインインできます。
passkey-not-added = パスキーは追加されませんでした。準備ができたら、もう一度試してください。
passkey-exists = このデバイスまたはパスワードマネージャーには、このアカウントのパスキーがすでにあります。
passkey-unsupported = このブラウザーではパスキーを作成できません。最新のブラウザーを使い、https で始まるアドレスを開いてください。
passkey-add-needs-script = パスキーを追加するには JavaScript が必要です。
passkey-full = パスキーの数が上限に達しています。別のパスキーを追加するには、どれかを削除してください。
passkey-created = 追加：{ $time }
passkey-last-used = 最終使用：{ $time }
passkey-never-used = 未使用
passkey-elsewhere = { $host } でのみ有効
    .about = このパスキーは、サーバーのアドレスが異なっていたときに作成されました。サーバーがそのアドレスに戻れば再び使用できます。戻らない場合は、削除して新しいパスキーを追加してください。
passkey-unavailable = ブラウザーはホスト名に対してのみパスキーを使用できますが、このサーバーのアドレスは { $address } です。パスキーを使用するには、public_url にホスト名を設定してください。
passkey-remove = 削除
    .question = 削除すると、このパスキーではサインインできなくなります。パスキーを保管しているデバイスやパスワードマネージャーからも削除してください。
passkey-remove-confirm = { $name } を削除
passkey-removed = パスキーを削除しました。
passkey-go-on = 続行
