### アプリケーションを開く権限がないときに、プロキシがそのアドレスで表示するページ。

elsewhere-no-access = { $application } へのアクセス権がありません
elsewhere-application = アプリケーション
elsewhere-account = サインイン中のアカウント
elsewhere-groups = 次のいずれかのグループが必要です
elsewhere-ask = 別のアカウントを使用するか、管理者に下の照会番号を伝えてアクセス権を依頼してください。
elsewhere-other-account = 別のアカウントを使用
elsewhere-ask-here = 別のアカウントを使用するか、アクセス権を依頼してください。依頼は管理者に表示されます。
elsewhere-ask-access = アクセス権を依頼
