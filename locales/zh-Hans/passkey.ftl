### 使用通行密钥登录，以及添加和移除通行密钥。

passkey-title = 通行密钥

## 登录页面。

passkey-sign-in = 使用通行密钥登录
passkey-needs-script = 通行密钥需要 JavaScript。您可以使用密码登录。
passkey-cancelled = 未使用通行密钥。请重试，或使用其他方式登录。
passkey-no-answer = 服务器没有响应。请稍后重试。

## 账户页面。

passkey-about = 使用通行密钥，您可以通过指纹、面容或设备的 PIN 码登录。它只在此网站有效，因此其他网站无法索取。您的密码仍然有效。
passkey-none = 您还没有通行密钥。
passkey-count = 您有 { $count } 个通行密钥。
passkey-manage = 管理通行密钥
passkey-name = 名称
    .help = 便于您日后辨认的名称，例如保存它的设备或密码管理器。
passkey-default-name = 通行密钥
passkey-add = 添加通行密钥
passkey-added = 通行密钥已添加。从现在起，您可以使用它登录。
passkey-not-added = 未添加通行密钥。准备好后请重试。
passkey-exists = 此设备或密码管理器中已有您账户的通行密钥。
passkey-unsupported = 此浏览器无法创建通行密钥。请使用最新的浏览器，并通过以 https 开头的地址访问。
passkey-add-needs-script = 添加通行密钥需要 JavaScript。
passkey-full = 您的通行密钥数量已达到账户上限。请先移除一个，再添加新的。
passkey-created = 添加于 { $time }
passkey-last-used = 上次使用：{ $time }
passkey-never-used = 尚未使用
passkey-elsewhere = 仅在 { $host } 有效
    .about = 此通行密钥是在服务器使用其他地址时创建的。服务器恢复该地址后，它会再次生效；否则，请移除它并添加新的通行密钥。
passkey-unavailable = 浏览器仅支持对主机名使用通行密钥，而此服务器的地址是 { $address }。如需使用通行密钥，请将 public_url 设置为主机名。
passkey-remove = 移除
    .question = 移除后，您将无法再使用此通行密钥登录。请同时从保存它的设备或密码管理器中移除。
passkey-remove-confirm = 移除 { $name }
passkey-removed = 通行密钥已移除。
passkey-go-on = 继续
