### 执行操作前的确认：涉及的对象和后果。

## 多个确认共有的后果。

confirm-sessions =
    { $count ->
        [0] 没有打开的会话，因此不会结束任何会话。
       *[other] { $count } 个会话将立即结束。
    }
confirm-people =
    { $count ->
        [0] 没有用户与其关联。
       *[other] 有 { $count } 个用户与其关联。
    }
confirm-app-people =
    { $count ->
        [0] 还没有人使用。
        [200] 有 200 个或更多用户在使用。
       *[other] 有 { $count } 个用户在使用。
    }
confirm-links =
    { $count ->
        [0] 该账户没有关联任何提供商。
       *[other] 将从该账户移除 { $count } 个已关联的提供商。
    }
confirm-tokens =
    { $count ->
        [0] 没有个人访问令牌会失效。
       *[other] { $count } 个个人访问令牌将立即失效。
    }
confirm-no-undo = 此操作无法撤消。

## 用户。$name 是该用户的姓名。

confirm-delete-user = 要永久删除 { $name } 吗？
    .username = 用户名 { $username } 不会再分配给其他人。
    .yes = 永久删除
confirm-disable-user = 要禁用 { $name } 吗？
    .about = 在您重新启用之前，该用户无法登录，应用程序也会拒绝其访问。
    .yes = 禁用
confirm-promote = 要将 { $name } 设为管理员吗？
    .about = 管理员可以更改所有提供商、所有用户以及此处的其他一切内容。
    .yes = 设为管理员
confirm-demote = 要移除 { $name } 的管理员权限吗？
    .about = 由提供商授予的权限会在下次使用该提供商登录时恢复。
    .yes = 移除管理员权限
confirm-sign-out-user = 要结束 { $name } 的所有会话吗？
    .about = 该用户可以重新登录。
    .yes = 结束所有会话
confirm-rename = 要将 { $name } 的用户名更改为 { $username } 吗？
    .about = 您打开此页面时，用户名是 { $before }。其他人已将其更改为 { $now }。
    .yes = 更改用户名

## 提供商。

confirm-delete-provider = 要删除 { $name } 吗？
    .about = 关联会保留，重新添加同一提供商后将再次生效。它授予的群组、管理员权限等将失效。
    .yes = 删除提供商
confirm-delete-app = 要删除 { $name } 吗？
    .about = 它的密钥以及用户授予它的所有许可将一并删除，所有人都将无法再登录此应用。
    .yes = 删除应用
confirm-disable-provider = 要禁用 { $name } 吗？
    .about = 在您重新启用之前，任何人都无法使用它登录。它授予的内容将失效。
    .yes = 禁用提供商

## 自己的账户。

confirm-unlink = 要取消关联 { $provider } 吗？
    .about = 您将无法再使用它登录。
    .yes = 取消关联 { $provider }
confirm-end-others = 要结束所有其他会话吗？
    .about = 您在此浏览器中会保持登录。
    .yes = 结束所有其他会话

## 提供商的顺序。

confirm-reorder = 要更改顺序吗？
    .now = 期间其他人已更改顺序。当前顺序：{ $order }。
    .yours = 应用您的更改后的顺序：{ $order }。
    .yes = 保存我的顺序

## API 令牌。

confirm-revoke-token = 要撤销 API 令牌 { $name } 吗？
    .about = 使用它的程序会立即被拒绝。
    .yes = 撤销
