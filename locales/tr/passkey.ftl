### Geçiş anahtarıyla oturum açma, geçiş anahtarı ekleme ve kaldırma.

passkey-title = Geçiş anahtarları

## Oturum açma sayfası.

passkey-sign-in = Geçiş anahtarıyla oturum aç
passkey-needs-script = Geçiş anahtarları için JavaScript gerekir. Parolanızla oturum açabilirsiniz.
passkey-cancelled = Geçiş anahtarı kullanılmadı. Yeniden deneyin veya başka bir yolla oturum açın.
passkey-no-answer = Sunucu yanıt vermedi. Biraz sonra yeniden deneyin.

## Hesap sayfası.

passkey-about = Geçiş anahtarı, parmak iziniz, yüzünüz veya cihazınızın PIN koduyla oturum açmanızı sağlar. Yalnızca bu sitede çalışır, bu nedenle başka hiçbir site onu isteyemez. Parolanız geçerli kalır.
passkey-none = Henüz geçiş anahtarınız yok.
passkey-count = { $count ->
    [one] Bir geçiş anahtarınız var.
   *[other] { $count } geçiş anahtarınız var.
}
passkey-manage = Geçiş anahtarlarını yönet
passkey-name = Ad
    .help = Sonradan tanımanızı sağlayacak bir ad, örneğin onu saklayan cihaz veya parola yöneticisi.
passkey-default-name = Geçiş anahtarı
passkey-add = Geçiş anahtarı ekle
passkey-added = Geçiş anahtarı eklendi. Artık onunla oturum açabilirsiniz.
passkey-not-added = Geçiş anahtarı eklenmedi. Hazır olduğunuzda yeniden deneyin.
passkey-exists = Bu cihazda veya parola yöneticisinde hesabınız için zaten bir geçiş anahtarı var.
passkey-unsupported = Bu tarayıcı geçiş anahtarı oluşturamıyor. Güncel bir tarayıcıyı, https ile başlayan bir adreste kullanın.
passkey-add-needs-script = Geçiş anahtarı eklemek için JavaScript gerekir.
passkey-full = Bir hesabın sahip olabileceği en fazla sayıda geçiş anahtarınız var. Başka bir tane eklemek için birini kaldırın.
passkey-created = Eklenme: { $time }
passkey-last-used = son kullanım: { $time }
passkey-never-used = henüz kullanılmadı
passkey-elsewhere = Yalnızca { $host } adresinde çalışır
    .about = Bu geçiş anahtarı, sunucunun adresi farklıyken oluşturuldu. Sunucu o adresi yeniden aldığında tekrar çalışır; aksi hâlde kaldırın ve yenisini ekleyin.
passkey-unavailable = Tarayıcılar geçiş anahtarlarını yalnızca ana bilgisayar adları için destekler, bu sunucunun adresi ise { $address }. Kullanmak için public_url değerini bir ana bilgisayar adı olarak ayarlayın.
passkey-remove = Kaldır
    .question = Bundan sonra bu geçiş anahtarıyla oturum açamazsınız. Onu saklayan cihazdan veya parola yöneticisinden de kaldırın.
passkey-remove-confirm = { $name } geçiş anahtarını kaldır
passkey-removed = Geçiş anahtarı kaldırıldı.
passkey-go-on = Devam et
