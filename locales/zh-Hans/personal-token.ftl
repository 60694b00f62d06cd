### 个人访问令牌：账户的相关页面，以及用户页面上的列表。

personal-token-title = 个人访问令牌
personal-token-about = 使用令牌，程序可以访问您自己有权访问的位置，例如脚本、电视或移动应用。令牌仅对您选择的应用和主机有效，并且到期失效。它不能代替第二因素。
personal-token-none = 您没有个人访问令牌。
personal-token-count = 您有 { $count } 个个人访问令牌。
personal-token-manage = 管理令牌
personal-token-add = 创建令牌
personal-token-ends = 有效期至 { $time }
personal-token-ended = 已过期
personal-token-last-used = 上次使用：{ $time }
personal-token-never-used = 尚未使用

## 表单。

personal-token-name = 名称
    .help = 使用此令牌的程序，例如“电视”。
personal-token-days = 有效期（天）
    .help = 1 到 365。
personal-token-apps = 应用
personal-token-hosts = 主机
    .help = 每行一个，例如 photos.example.com；也可以使用 *.example.com 表示某个域名下的所有主机。请至少选择一个应用或主机。
personal-token-make = 创建令牌
personal-token-not-fresh = 如需创建令牌，请重新登录。之后您将返回此页面。
personal-token-sign-in-again = 重新登录
personal-token-full = 您的令牌数量已达到账户上限。请先撤销一个，再创建新的。
personal-token-wrong-name = 令牌的名称必须为 1 到 { $most } 个字符。
personal-token-wrong-days = 请输入 1 到 { $most } 之间的整数。
personal-token-wrong-host = “{ $host }”不是主机。请输入 photos.example.com 或 *.example.com，不要包含 https:// 和路径。
personal-token-wrong-app = 没有可以使用令牌的应用“{ $app }”。
personal-token-wrong-nowhere = 请至少选择一个应用或主机。
personal-token-wrong-too-many = 一个令牌最多可用于 20 个应用和 20 个主机。

## 已执行的操作。

personal-token-made = { $name } 已就绪
    .about = 请立即复制令牌。它不会再次显示。
    .use = 程序以“Authorization: Bearer”的形式或作为密码发送令牌；作为密码发送时，用户名可以是您的用户名，也可以留空。
personal-token-token = 令牌
personal-token-revoke = 撤销
    .question = 撤销后，使用此令牌的程序会立即被拒绝。
personal-token-revoke-confirm = 撤销 { $name }
personal-token-revoked = 令牌已撤销。
personal-token-to-account = 您的账户
