### 複数のページで使う語句。

common-home = トップページへ
common-home-of = { $name } へ
common-try-again = 再試行
common-sign-out = サインアウト
common-skip = 本文へ移動
common-save = 保存
common-account = あなたのアカウント
common-administration = 管理
common-copy = コピー
common-copied = コピーしました
common-code = コード
common-reference = 照会番号
common-cause = 管理者向けの詳細
    .note = この情報は管理者にのみ表示されます。
common-language = 言語
common-language-unreviewed = 機械翻訳、未確認
common-language-reviewed = 確認者：{ $who }
common-language-of-browser = ブラウザーの言語を使用する
