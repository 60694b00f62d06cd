### 审计日志中显示的事件名称。

event-sign-in = 登录
event-sign-out = 退出登录
event-link = 关联提供商
event-unlink = 取消关联提供商
event-user-created = 创建用户
event-user-changed = 更改用户
event-user-deleted = 删除用户
event-factor-added = 添加第二因素或通行密钥
event-factor-removed = 移除第二因素或通行密钥
event-address-lost = 电子邮件地址归属他人
event-session-revoked = 结束会话
event-token-created = 创建 API 令牌
event-token-deleted = 撤销 API 令牌
event-provider-created = 添加提供商
event-provider-changed = 更改提供商
event-provider-deleted = 删除提供商
event-providers-reordered = 调整提供商顺序
event-app-created = 添加应用
event-app-changed = 更改应用
event-app-deleted = 删除应用
event-app-revoked = 撤销应用的访问权限
event-access-refused = 拒绝访问
event-app-sign-in = 登录应用程序
event-app-token-refused = 拒绝应用程序的令牌
event-app-logout = 未能将退出登录通知应用程序
