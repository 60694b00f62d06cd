### Birinin bir uygulamayı açma izni yoksa vekil sunucunun o uygulamanın adresinde gösterdiği sayfa.

elsewhere-no-access = { $application } için erişim izniniz yok
elsewhere-application = Uygulama
elsewhere-account = Oturum açan hesap
elsewhere-groups = Şu gruplardan biri gerekli
elsewhere-ask = Başka bir hesap kullanın veya aşağıdaki referansı yöneticinize bildirerek erişim isteyin.
elsewhere-other-account = Başka bir hesap kullan
elsewhere-ask-here = Başka bir hesap kullanın veya erişim isteyin: yöneticiler isteğinizi görür.
elsewhere-ask-access = Erişim iste
