### Erişimi reddedilen bir uygulama için erişim isteme.

access-title = { $application } için erişim istensin mi?
    .about = Yöneticiler adınızı, uygulamayı ve isteğin zamanını görür.
    .yes = Erişim iste
access-asked = { $application } için erişim istediniz
    .about = Yöneticiler isteğinizi görür. Size erişim verildiğinde uygulamayı yeniden açın.
    .open = Uygulamayı aç
