### 使用第二因素登录，以及开启和关闭第二因素。

second-factor-title = 第二因素

## 输入密码后的页面。

second-factor-about = 请输入身份验证器应用显示的验证码，或输入一个恢复码。
second-factor-code = 验证码
    .help = 六位数字，或形如 ABCD-EFGH-JKMN-PQRS 的恢复码。
second-factor-submit = 继续
second-factor-back = 返回登录
second-factor-refused = 验证码无效
    .help = 每个验证码只能使用一次，有效期约一分钟。请等待下一个验证码，并检查手机时间是否准确。如果手机不在身边，请使用恢复码；如果两者都没有，请联系此服务器的运维人员。

## 账户页面。

second-factor-account-title = 保护您的账户
second-factor-account-about = 目前仅凭您的密码即可管理此服务器。请使用以下一种或两种方式加以保护。
second-factor-codes = 一次性验证码
    .about = 开启后，使用密码登录时还需要身份验证器应用的验证码，因此仅凭盗取的密码无法登录。
second-factor-scan = 请使用身份验证器应用扫描此图。
second-factor-qr-code = 用于身份验证器应用的二维码
second-factor-type-secret = 或在应用中输入此密钥：
second-factor-type-code = 请输入应用显示的验证码。
second-factor-digits = 六位数字。
second-factor-wrong = 这不是此密钥当前的验证码。请输入应用显示的验证码。
second-factor-turn-on = 开启
second-factor-later = 以后再说
second-factor-is-on = 一次性验证码自 { $time } 起已开启。
second-factor-is-off = 已关闭：仅凭密码即可登录。
second-factor-codes-left = 还剩 { $count } 个恢复码。
second-factor-new-codes = 新的恢复码
second-factor-turn-off = 关闭
    .question = 关闭后，仅凭密码即可登录。
second-factor-change = 更改
second-factor-to-account = 您的账户
second-factor-turned-on = 一次性验证码已开启。
second-factor-recovery-codes = 恢复码
    .about = 请将这些恢复码保存在没有手机时也能找到的地方。每个恢复码可代替应用的验证码登录一次。恢复码只在此时显示；之前的恢复码已失效。
second-factor-kept = 我已保存
