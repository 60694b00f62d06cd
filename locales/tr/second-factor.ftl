### İkinci faktörle oturum açma, ikinci faktörü açma ve kapatma.

second-factor-title = İkinci faktör

## Paroladan sonraki sayfa.

second-factor-about = Kimlik doğrulama uygulamanızın gösterdiği kodu veya kurtarma kodlarınızdan birini girin.
second-factor-code = Kod
    .help = Altı rakam veya ABCD-EFGH-JKMN-PQRS gibi bir kurtarma kodu.
second-factor-submit = Devam et
second-factor-back = Oturum açmaya dön
second-factor-refused = Kod geçerli değil
    .help = Her kod bir kez ve yaklaşık bir dakika boyunca geçerlidir. Sonraki kodu bekleyin ve telefonunuzun saatinin doğru olduğunu denetleyin. Telefonunuz yanınızda değilse bir kurtarma kodu kullanın; o da yoksa bu sunucuyu işleten kişiye başvurun.

## Hesap sayfası.

second-factor-account-title = Hesabınızı koruyun
second-factor-account-about = Bu sunucuyu yönetmek için yalnızca parolanız yeterli. Aşağıdakilerden biriyle veya her ikisiyle koruyun.
second-factor-codes = Tek kullanımlık kodlar
    .about = Böylece parolayla oturum açarken bir kimlik doğrulama uygulamasının kodu da istenir; çalınan bir parola tek başına yetmez.
second-factor-scan = Bu resmi bir kimlik doğrulama uygulamasıyla tarayın.
second-factor-qr-code = Kimlik doğrulama uygulaması için QR kodu
second-factor-type-secret = Veya bu anahtarı uygulamaya girin:
second-factor-type-code = Uygulamanın gösterdiği kodu girin.
second-factor-digits = Altı rakam.
second-factor-wrong = Bu, anahtarın şu andaki kodu değil. Uygulamanın gösterdiği kodu girin.
second-factor-turn-on = Aç
second-factor-later = Şimdi değil
second-factor-is-on = Tek kullanımlık kodlar açık. Açılma: { $time }.
second-factor-is-off = Kapalı: oturum açmak için yalnızca parola yeterli.
second-factor-codes-left = { $count ->
    [one] Bir kurtarma kodu kaldı.
   *[other] { $count } kurtarma kodu kaldı.
}
second-factor-new-codes = Yeni kurtarma kodları
second-factor-turn-off = Kapat
    .question = Bundan sonra oturum açmak için yalnızca parola yeterli olur.
second-factor-change = Değiştir
second-factor-to-account = Hesabınız
second-factor-turned-on = Tek kullanımlık kodlar açıldı.
second-factor-recovery-codes = Kurtarma kodları
    .about = Bu kodları telefonunuz olmadan da bulabileceğiniz bir yerde saklayın. Her biri, uygulamanın kodu yerine bir kez oturum açmanızı sağlar. Yalnızca şimdi gösterilirler; önceki kodlar artık çalışmaz.
second-factor-kept = Kodları sakladım
