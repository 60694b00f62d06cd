### 監査ログに表示されるイベントの名前。

event-sign-in = サインイン
event-sign-out = サインアウト
event-link = プロバイダーとの連携
event-unlink = プロバイダーとの連携の解除
event-user-created = ユーザーの作成
event-user-changed = ユーザーの変更
event-user-deleted = ユーザーの削除
event-factor-added = 第 2 要素またはパスキーの追加
event-factor-removed = 第 2 要素またはパスキーの削除
event-address-lost = メールアドレスの別のユーザーへの移動
event-session-revoked = セッションの終了
event-token-created = API トークンの作成
event-token-deleted = API トークンの取り消し
event-provider-created = プロバイダーの追加
event-provider-changed = プロバイダーの変更
event-provider-deleted = プロバイダーの削除
event-providers-reordered = プロバイダーの並べ替え
event-app-created = アプリの追加
event-app-changed = アプリの変更
event-app-deleted = アプリの削除
event-app-revoked = アプリのアクセス許可の取り消し
event-access-refused = アクセスの拒否
event-app-sign-in = アプリケーションへのサインイン
event-app-token-refused = アプリケーションのトークンの拒否
event-app-logout = アプリケーションへのサインアウト通知の失敗
