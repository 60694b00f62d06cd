### 所有表单共用的文字：保留的内容、期间发生的更改以及执行前的确认。

## 已输入但尚未保存的密钥。

form-kept = 已输入
    .help = 尚未保存，将保留十分钟。如需使用已输入的值，请将此字段留空。
form-lost = 您输入的密钥已超过十分钟的保留时间，现已清除。请重新输入。
form-lost-here = 请重新输入。

## 会话结束后提交的表单。

form-session-ended = 您的会话已结束
    .about = 请在另一个标签页中重新登录，然后在此处继续。您输入的内容会保留十分钟，目前尚未保存任何内容。
form-sign-in = 登录
form-go-on = 继续
form-restored = 您已重新登录，表单保持您离开时的状态。目前尚未保存任何内容。
form-restored-about = 如果表单不是您填写的，请离开此页面。
form-gone = 您输入的内容已超过十分钟的保留时间，现已清除。请重新填写表单。

## 填写期间其他人保存了更改的表单。

form-changed-by = 上次保存者：{ $name }
form-differences = 您编辑期间发生的更改
    .about = 尚未保存任何内容。您未更改的字段已采用保存的值。双方都更改过的字段，请选择一个值，然后再次保存。
form-field = 字段
form-before = 更改前
form-now = 期间保存的值
form-wanted = 您的值
form-choose = 选择一个值
form-empty = 空
form-on = 开
form-off = 关
form-other-secret = 另一个密钥
form-your-secret = 您输入的密钥
form-no-secret = 原有的密钥

## 执行前的确认。

form-cancel = 取消
form-changed-meanwhile = 您查看期间内容已发生更改。请重新阅读后再决定。
