### 実行前の確認：対象と、その結果。

## 複数の確認に共通する結果。

confirm-sessions =
    { $count ->
        [0] 開いているセッションはないため、終了するセッションはありません。
       *[other] { $count } 件のセッションがただちに終了します。
    }
confirm-people =
    { $count ->
        [0] 連携しているユーザーはいません。
       *[other] { $count } 人のユーザーが連携しています。
    }
confirm-app-people =
    { $count ->
        [0] 使用しているユーザーはまだいません。
        [200] 200 人以上のユーザーが使用しています。
       *[other] { $count } 人のユーザーが使用しています。
    }
confirm-links =
    { $count ->
        [0] このアカウントと連携しているプロバイダーはありません。
       *[other] 連携中のプロバイダー { $count } 件がアカウントから削除されます。
    }
confirm-tokens =
    { $count ->
        [0] 失効するパーソナルアクセストークンはありません。
       *[other] { $count } 個のパーソナルアクセストークンがただちに失効します。
    }
confirm-no-undo = この操作は元に戻せません。

## ユーザー。$name はその人の名前。

confirm-delete-user = { $name } を完全に削除しますか？
    .username = ユーザー名 { $username } をほかの人が使うことはできません。
    .yes = 完全に削除
confirm-disable-user = { $name } を無効にしますか？
    .about = 再び有効にするまで、このユーザーはサインインできず、アプリケーションにも拒否されます。
    .yes = 無効にする
confirm-promote = { $name } を管理者にしますか？
    .about = 管理者は、すべてのプロバイダーとユーザーを含め、ここにあるものをすべて変更できます。
    .yes = 管理者にする
confirm-demote = { $name } の管理者権限を解除しますか？
    .about = プロバイダーが付与する権限は、次にそのプロバイダーでサインインしたときに元に戻ります。
    .yes = 管理者権限を解除
confirm-sign-out-user = { $name } のすべてのセッションを終了しますか？
    .about = このユーザーは再びサインインできます。
    .yes = すべてのセッションを終了
confirm-rename = { $name } のユーザー名を { $username } に変更しますか？
    .about = ページを開いた時点では { $before } でしたが、別の管理者が { $now } に変更しました。
    .yes = ユーザー名を変更

## プロバイダー。

confirm-delete-provider = { $name } を削除しますか？
    .about = 連携は保持され、同じプロバイダーを再び追加すると使えるようになります。グループや管理者権限など、このプロバイダーが付与したものは失われます。
    .yes = プロバイダーを削除
confirm-delete-app = { $name } を削除しますか？
    .about = シークレットと、ユーザーが与えた許可もすべて削除され、誰もこのアプリにサインインできなくなります。
    .yes = アプリを削除
confirm-disable-provider = { $name } を無効にしますか？
    .about = 再び有効にするまで、誰もこのプロバイダーでサインインできません。このプロバイダーが付与したものは失われます。
    .yes = プロバイダーを無効にする

## 自分のアカウント。

confirm-unlink = { $provider } との連携を解除しますか？
    .about = 今後はこのプロバイダーでサインインできなくなります。
    .yes = { $provider } との連携を解除
confirm-end-others = ほかのセッションをすべて終了しますか？
    .about = このブラウザーではサインインしたままになります。
    .yes = ほかのセッションをすべて終了

## プロバイダーの並び順。

confirm-reorder = 並び順を変更しますか？
    .now = その間に別のユーザーが変更しました。現在の並び順：{ $order }
    .yours = あなたの変更を適用した並び順：{ $order }
    .yes = 自分の並び順を保存

## API トークン。

confirm-revoke-token = API トークン { $name } を取り消しますか？
    .about = このトークンを使用しているプログラムは、ただちに拒否されます。
    .yes = 取り消す
