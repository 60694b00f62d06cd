### 用户无权打开某个应用程序时，代理在该应用程序的地址上显示的页面。

elsewhere-no-access = 您没有 { $application } 的访问权限
elsewhere-application = 应用程序
elsewhere-account = 当前登录账户
elsewhere-groups = 需要属于以下群组之一
elsewhere-ask = 请使用其他账户，或将下方的参考编号告知管理员并申请访问权限。
elsewhere-other-account = 使用其他账户
elsewhere-ask-here = 请使用其他账户，或申请访问权限：管理员会看到您的申请。
elsewhere-ask-access = 申请访问权限
