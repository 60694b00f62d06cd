### 多个页面共用的词语。

common-home = 前往首页
common-home-of = 前往 { $name }
common-try-again = 重试
common-sign-out = 退出登录
common-skip = 跳到正文
common-save = 保存
common-account = 您的账户
common-administration = 管理
common-copy = 复制
common-copied = 已复制
common-code = 代码
common-reference = 参考编号
common-cause = 供管理员查看的详细信息
    .note = 只有管理员可以看到此内容。
common-language = 语言
common-language-unreviewed = 机器翻译，未经审校
common-language-reviewed = 审校：{ $who }
common-language-of-browser = 使用浏览器的语言
