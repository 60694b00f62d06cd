### Hesap sayfası.

account-title = Hesabınız
account-verified = doğrulanmış
account-not-verified = doğrulanmamış
account-no-email = E-posta adresi yok
account-email-lost = { $email } adresini başka biri doğruladığı için bu adres artık bu hesaba ait değil. Adres sizinse yöneticinize başvurun.
account-email = E-posta adresi
account-name = Ad soyad
account-username = Kullanıcı adı
account-first-name = Ad
account-last-name = Soyadı
account-groups = Gruplar
account-role = Rol
account-administrator = Yönetici
account-from = kaynak: { $provider }
account-set-here = burada ayarlandı
account-picture-from = Resmin kaynağı: { $provider }
account-links = Bağlı sağlayıcılar
account-linked-since = Bağlanma: { $time }
account-last-used = son kullanım: { $time }
account-no-links = Hesabınıza bağlı sağlayıcı yok.
account-provider-removed = Bu sağlayıcı kaldırıldı. Sağlayıcı yeniden eklenirse bağlantı tekrar çalışır.
account-provider-disabled = Bu sağlayıcı devre dışı.
account-unlink = Bağlantıyı kaldır
account-only-link = Oturum açmanın tek yolu bu. Bu bağlantıyı kaldırmadan önce başka bir sağlayıcı bağlayın.
account-link-another = Başka bir sağlayıcı bağla
    .about = Ardından bağlı sağlayıcıların herhangi biriyle oturum açabilirsiniz.
account-link = { $provider } sağlayıcısını bağla
account-home = Uygulamalarınız
    .empty = Burada açabileceğiniz bir uygulama henüz yok.
account-apps = Kullandığınız uygulamalar
    .about = Erişimi iptal ettiğinizde bu uygulamalar bilgilerinize artık erişemez; bir sonraki kullanımda yeniden izin isterler.
account-app-since = başlangıç: { $time }
account-revoke-app = Erişimi iptal et
account-sessions = Oturumlar
    .about = Oturum açtığınız yerler. Tanımadığınız oturumları sonlandırın.
account-this-browser = Bu tarayıcı
account-unknown-browser = Bilinmeyen tarayıcı
account-device = { $system } üzerinde { $browser }
account-with-provider = { $provider } ile
account-with-password = parola veya geçiş anahtarı ile
account-signed-in = oturum açma: { $time }
account-last-active = son etkinlik: { $time }
account-end-session = Oturumu sonlandır
account-end-other-sessions = Diğer tüm oturumları sonlandır
account-confirm = Bu sağlayıcı bağlansın mı?
    .about = Az önce { $provider } ile oturum açtınız, ancak bu sağlayıcı henüz bir hesaba bağlı değil. Şu anda kullandığınız hesaba bağlamak istiyor musunuz?
    .identity = Kimlik
    .account = Hesabınız
    .yes = Bağla ve devam et
    .no = Bağlama
account-notice-linked = { $provider } bağlandı. Artık bu sağlayıcıyla oturum açabilirsiniz.
account-notice-unlinked = { $provider } artık bağlı değil.
account-notice-second-factor-removed = Tek kullanımlık kodlar kapatıldı.
account-notice-session-ended = Oturum sonlandırıldı.
account-notice-other-sessions-ended =
    { $count ->
        [0] Başka oturum yoktu.
        [one] Diğer oturum sonlandırıldı.
       *[other] Diğer { $count } oturumun tümü sonlandırıldı.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Açık oturum yoktu.
        [one] 1 oturum sonlandırıldı.
       *[other] { $count } oturum sonlandırıldı.
    }
account-password-title = Parolayı değiştir
account-password-about = Şu andaki parolanızı ve bundan sonra kullanacağınız parolayı girin. Diğer tüm oturumlarınız sonlandırılır.
account-password-current = Şu andaki parola
account-password-new = Yeni parola
account-password-wrong = Parolanız bu değil.
account-notice-password-changed = Parolanız değiştirildi.
