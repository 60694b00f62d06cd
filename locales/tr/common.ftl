### Birden çok sayfada kullanılan sözcükler.

common-home = Ana sayfaya git
common-home-of = { $name } sayfasına git
common-try-again = Yeniden dene
common-sign-out = Oturumu kapat
common-skip = İçeriğe geç
common-save = Kaydet
common-account = Hesabınız
common-administration = Yönetim
common-copy = Kopyala
common-copied = Kopyalandı
common-code = Kod
common-reference = Referans
common-cause = Yöneticiler için ayrıntılar
    .note = Bunu yalnızca yöneticiler görebilir.
common-language = Dil
common-language-unreviewed = makine çevirisi, gözden geçirilmedi
common-language-reviewed = gözden geçiren: { $who }
common-language-of-browser = Tarayıcının dilini kullan
