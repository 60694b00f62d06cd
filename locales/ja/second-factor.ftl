### 2 要素認証でのサインイン、そのオンとオフ。

second-factor-title = 2 要素認証

## パスワードの後のページ。

second-factor-about = 認証アプリに表示されているコード、またはリカバリーコードを入力してください。
second-factor-code = コード
    .help = 6 桁の数字、または ABCD-EFGH-JKMN-PQRS のようなリカバリーコード。
second-factor-submit = 続行
second-factor-back = サインインに戻る
second-factor-refused = コードが正しくありません
    .help = コードは 1 回限りで、有効なのは約 1 分間です。次のコードを待ち、スマートフォンの時計が正しいことを確認してください。スマートフォンが手元にない場合はリカバリーコードを使用してください。どちらもない場合は、このサーバーの運用者に連絡してください。

## アカウントページ。

second-factor-account-title = アカウントを保護
second-factor-account-about = 現在は、パスワードだけでこのサーバーを管理できます。次のいずれか、または両方で保護してください。
second-factor-codes = ワンタイムコード
    .about = パスワードでサインインするときに、認証アプリのコードも求められるようになります。パスワードが盗まれても、それだけではサインインできません。
second-factor-scan = この画像を認証アプリで読み取ってください。
second-factor-qr-code = 認証アプリ用の QR コード
second-factor-type-secret = または、このキーをアプリに入力してください：
second-factor-type-code = アプリに表示されているコードを入力してください。
second-factor-digits = 6 桁の数字。
second-factor-wrong = このキーの現在のコードではありません。アプリに表示されているコードを入力してください。
second-factor-turn-on = オンにする
second-factor-later = 今はしない
second-factor-is-on = ワンタイムコードは { $time } からオンになっています。
second-factor-is-off = オフ：パスワードだけでサインインできます。
second-factor-codes-left = リカバリーコードは残り { $count } 個です。
second-factor-new-codes = 新しいリカバリーコード
second-factor-turn-off = オフにする
    .question = オフにすると、パスワードだけでサインインできるようになります。
second-factor-change = 変更
second-factor-to-account = あなたのアカウント
second-factor-turned-on = ワンタイムコードをオンにしました。
second-factor-recovery-codes = リカバリーコード
    .about = スマートフォンがなくても取り出せる場所に、これらのコードを保管してください。アプリのコードの代わりに、それぞれ 1 回だけサインインに使用できます。表示されるのは今だけです。以前のコードは使用できなくなりました。
second-factor-kept = 保管しました
