### 账户页面。

account-title = 您的账户
account-verified = 已验证
account-not-verified = 未验证
account-no-email = 没有电子邮件地址
account-email-lost = { $email } 已由其他人验证，因此不再属于此账户。如果这是您的地址，请联系管理员。
account-email = 电子邮件地址
account-name = 姓名
account-username = 用户名
account-first-name = 名
account-last-name = 姓
account-groups = 群组
account-role = 角色
account-administrator = 管理员
account-from = 来自 { $provider }
account-set-here = 在此处设置
account-picture-from = 头像来自 { $provider }
account-links = 已关联的提供商
account-linked-since = 关联于 { $time }
account-last-used = 上次使用：{ $time }
account-no-links = 您的账户尚未关联任何提供商。
account-provider-removed = 此提供商已被移除。重新添加该提供商后，关联将再次生效。
account-provider-disabled = 此提供商已禁用。
account-unlink = 取消关联
account-only-link = 这是您唯一的登录方式。请先关联其他提供商，再取消此关联。
account-link-another = 关联其他提供商
    .about = 关联后，您可以使用其中任意一个登录。
account-link = 关联 { $provider }
account-home = 您的应用
    .empty = 这里还没有您可以打开的应用。
account-apps = 您使用的应用
    .about = 撤销后，这些应用将无法再访问您的信息；下次使用时会再次请求您的许可。
account-app-since = 自 { $time } 起
account-revoke-app = 撤销
account-sessions = 会话
    .about = 您已登录的位置。请结束您不认识的会话。
account-this-browser = 此浏览器
account-unknown-browser = 未知浏览器
account-device = { $system } 上的 { $browser }
account-with-provider = 使用 { $provider }
account-with-password = 使用密码或通行密钥
account-signed-in = 登录时间：{ $time }
account-last-active = 上次活动：{ $time }
account-end-session = 结束会话
account-end-other-sessions = 结束所有其他会话
account-confirm = 要关联此提供商吗？
    .about = 您刚刚使用 { $provider } 登录，但它尚未关联任何账户。要将它关联到您当前使用的账户吗？
    .identity = 身份
    .account = 您的账户
    .yes = 关联并继续
    .no = 不关联
account-notice-linked = 已关联 { $provider }。您现在可以使用它登录。
account-notice-unlinked = 已取消关联 { $provider }。
account-notice-second-factor-removed = 一次性验证码已关闭。
account-notice-session-ended = 会话已结束。
account-notice-other-sessions-ended =
    { $count ->
        [0] 没有其他会话。
        [1] 另一个会话已结束。
       *[other] 其他 { $count } 个会话已全部结束。
    }
account-notice-sessions-ended =
    { $count ->
        [0] 没有打开的会话。
       *[other] 已结束 { $count } 个会话。
    }
account-password-title = 更改密码
account-password-about = 请输入当前密码，以及您以后要使用的密码。您的所有其他会话都会结束。
account-password-current = 当前密码
account-password-new = 新密码
account-password-wrong = 密码不正确。
account-notice-password-changed = 密码已更改。
