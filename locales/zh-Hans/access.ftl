### 申请曾被拒绝访问的应用程序的访问权限。

access-title = 要申请 { $application } 的访问权限吗？
    .about = 管理员会看到您的姓名、应用程序和申请时间。
    .yes = 申请访问权限
access-asked = 您已申请 { $application } 的访问权限
    .about = 管理员会看到您的申请。获得访问权限后，请再次打开该应用程序。
    .open = 打开应用程序
