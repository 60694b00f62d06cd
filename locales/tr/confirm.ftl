### Bir işlemden önceki sorular: kimi veya neyi ilgilendirdiği ve sonuçları.

## Birden çok soruda ortak olan sonuçlar.

confirm-sessions =
    { $count ->
        [0] Açık oturum yok, bu nedenle sonlandırılacak oturum da yok.
        [one] 1 oturum hemen sonlandırılır.
       *[other] { $count } oturum hemen sonlandırılır.
    }
confirm-people =
    { $count ->
        [0] Bağlı kullanıcı yok.
        [one] 1 kişi bağlı.
       *[other] { $count } kişi bağlı.
    }
confirm-app-people =
    { $count ->
        [0] Henüz kullanan yok.
        [one] 1 kişi kullanıyor.
        [200] 200 veya daha fazla kişi kullanıyor.
       *[other] { $count } kişi kullanıyor.
    }
confirm-links =
    { $count ->
        [0] Hesaba bağlı sağlayıcı yok.
        [one] Bağlı 1 sağlayıcı hesaptan kaldırılır.
       *[other] Bağlı { $count } sağlayıcı hesaptan kaldırılır.
    }
confirm-tokens =
    { $count ->
        [0] Geçersiz olacak kişisel erişim belirteci yok.
        [one] 1 kişisel erişim belirteci hemen geçersiz olur.
       *[other] { $count } kişisel erişim belirteci hemen geçersiz olur.
    }
confirm-no-undo = Bu işlem geri alınamaz.

## Bir kullanıcı. $name, kişinin adıdır.

confirm-delete-user = { $name } kalıcı olarak silinsin mi?
    .username = { $username } kullanıcı adı başka kimseye verilmez.
    .yes = Kalıcı olarak sil
confirm-disable-user = { $name } devre dışı bırakılsın mı?
    .about = Siz yeniden etkinleştirene kadar bu kişi oturum açamaz ve uygulamalar onu geri çevirir.
    .yes = Devre dışı bırak
confirm-promote = { $name } yönetici yapılsın mı?
    .about = Yöneticiler buradaki tüm sağlayıcıları, tüm kullanıcıları ve diğer her şeyi değiştirebilir.
    .yes = Yönetici yap
confirm-demote = { $name } kullanıcısının yönetici yetkileri kaldırılsın mı?
    .about = Bir sağlayıcının verdiği yetkiler, o sağlayıcıyla bir sonraki oturum açmada geri gelir.
    .yes = Yönetici yetkilerini kaldır
confirm-sign-out-user = { $name } kullanıcısının tüm oturumları sonlandırılsın mı?
    .about = Bu kişi yeniden oturum açabilir.
    .yes = Tüm oturumları sonlandır
confirm-rename = { $name } kullanıcısının kullanıcı adı { $username } olarak değiştirilsin mi?
    .about = Sayfayı açtığınızda kullanıcı adı { $before } idi. Başka biri { $now } olarak değiştirdi.
    .yes = Kullanıcı adını değiştir

## Bir sağlayıcı.

confirm-delete-provider = { $name } silinsin mi?
    .about = Bağlantılar korunur ve aynı sağlayıcıyı yeniden eklerseniz tekrar çalışır. Gruplar ve yönetici yetkileri gibi verdiği her şey sona erer.
    .yes = Sağlayıcıyı sil
confirm-delete-app = { $name } silinsin mi?
    .about = Gizli anahtarları ve kullanıcıların verdiği tüm izinler de silinir; artık kimse bu uygulamada oturum açamaz.
    .yes = Uygulamayı sil
confirm-disable-provider = { $name } devre dışı bırakılsın mı?
    .about = Siz yeniden etkinleştirene kadar kimse onunla oturum açamaz. Verdiği her şey sona erer.
    .yes = Sağlayıcıyı devre dışı bırak

## Kişinin kendi hesabı.

confirm-unlink = { $provider } bağlantısı kaldırılsın mı?
    .about = Artık onunla oturum açamazsınız.
    .yes = { $provider } bağlantısını kaldır
confirm-end-others = Diğer tüm oturumlar sonlandırılsın mı?
    .about = Buradaki oturumunuz açık kalır.
    .yes = Diğer tüm oturumları sonlandır

## Sağlayıcıların sırası.

confirm-reorder = Sıralama değiştirilsin mi?
    .now = Bu arada başka biri sıralamayı değiştirdi. Şu anda: { $order }.
    .yours = Sizin değişikliğinizle: { $order }.
    .yes = Benim sıralamamı kaydet

## Bir API belirteci.

confirm-revoke-token = { $name } API belirteci iptal edilsin mi?
    .about = Onu kullanan programlar hemen geri çevrilir.
    .yes = İptal et
