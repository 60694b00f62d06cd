### 登录页面。

login-title = 登录
login-heading = 登录 { $name }
login-with-provider = 使用 { $provider } 登录
login-last-used = 上次使用
login-signed-out = 您已退出登录。
login-tried = 您曾尝试使用 { $provider } 登录。
login-none-ready = 目前没有可用的登录提供商。如果您是此服务器的运维人员，可在日志中查看原因。
login-other-host = 您通过另一个地址打开了此页面。只能在 { $url } 登录。
login-go-there = 前往正确的地址
login-find = 查找提供商
login-search = 搜索
login-none-found = 没有匹配的提供商。
login-with-password = 使用密码登录
login-email = 电子邮件地址
login-password = 密码
login-wrong-password = 电子邮件地址或密码错误
login-link-pending = 如需将 { $provider } 关联到您的账户，请用平常的方式登录，然后我们会请您确认。
login-link-now = 您已登录：立即关联
login-signing-in = 正在登录…
login-go-on = 继续
login-choose-server = 您的账户在哪个服务器上？
login-other-way = 使用其他方式登录
