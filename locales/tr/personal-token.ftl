### Kişisel erişim belirteçleri: hesabın sayfası ve bir kullanıcının sayfasındaki liste.

personal-token-title = Kişisel erişim belirteçleri
personal-token-about = Belirteç, sizin erişebildiğiniz yerlere bir programın da erişmesini sağlar: bir betik, bir televizyon, bir mobil uygulama. Yalnızca seçtiğiniz uygulamalar ve ana bilgisayarlar için ve süresi dolana kadar geçerlidir. İkinci faktörün yerini tutmaz.
personal-token-none = Kişisel erişim belirteciniz yok.
personal-token-count = { $count ->
    [one] Bir kişisel erişim belirteciniz var.
   *[other] { $count } kişisel erişim belirteciniz var.
}
personal-token-manage = Belirteçleri yönet
personal-token-add = Belirteç oluştur
personal-token-ends = bitiş: { $time }
personal-token-ended = süresi doldu
personal-token-last-used = son kullanım: { $time }
personal-token-never-used = henüz kullanılmadı

## Form.

personal-token-name = Ad
    .help = Belirteci hangi programın kullandığı, örneğin “Televizyon”.
personal-token-days = Geçerlilik süresi (gün)
    .help = 1 ile 365 arasında.
personal-token-apps = Uygulamalar
personal-token-hosts = Ana bilgisayarlar
    .help = Her satıra bir tane, örneğin photos.example.com; bir alan adının altındaki tüm ana bilgisayarlar için *.example.com. En az bir uygulama veya ana bilgisayar seçin.
personal-token-make = Belirteç oluştur
personal-token-not-fresh = Belirteç oluşturmak için yeniden oturum açın. Ardından bu sayfaya dönersiniz.
personal-token-sign-in-again = Yeniden oturum aç
personal-token-full = Bir hesabın sahip olabileceği en fazla sayıda belirteciniz var. Başka bir tane oluşturmak için birini iptal edin.
personal-token-wrong-name = Belirtecin adı 1 ile { $most } karakter arasında olmalıdır.
personal-token-wrong-days = 1 ile { $most } arasında bir tam sayı girin.
personal-token-wrong-host = “{ $host }” bir ana bilgisayar değil. https:// ve yol olmadan photos.example.com veya *.example.com biçiminde girin.
personal-token-wrong-app = Belirtecin geçerli olabileceği “{ $app }” adlı bir uygulama yok.
personal-token-wrong-nowhere = En az bir uygulama veya ana bilgisayar seçin.
personal-token-wrong-too-many = Bir belirteç en fazla 20 uygulama ve 20 ana bilgisayar için geçerli olabilir.

## Yapılanlar.

personal-token-made = { $name } hazır
    .about = Belirteci şimdi kopyalayın. Bir daha gösterilmez.
    .use = Program belirteci “Authorization: Bearer” olarak veya parola olarak gönderir; kullanıcı adı sizinki olabilir veya boş bırakılabilir.
personal-token-token = Belirteç
personal-token-revoke = İptal et
    .question = Bundan sonra bu belirteci kullanan programlar hemen geri çevrilir.
personal-token-revoke-confirm = { $name } belirtecini iptal et
personal-token-revoked = Belirteç iptal edildi.
personal-token-to-account = Hesabınız
