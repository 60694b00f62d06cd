### Her formun söyledikleri: neyin saklandığı, bu arada neyin değiştiği ve gerçekten istenip istenmediği.

## Girilmiş ve henüz kaydedilmemiş gizli anahtarlar.

form-kept = girildi
    .help = Henüz kaydedilmedi, on dakika boyunca saklanır. Kullanmak için bu alanı boş bırakın.
form-lost = Girdiğiniz gizli anahtar on dakika saklandı ve silindi. Yeniden girin.
form-lost-here = Yeniden girin.

## Oturumu sona erdikten sonra gönderilen form.

form-session-ended = Oturumunuz sona erdi
    .about = Başka bir sekmede yeniden oturum açın, sonra buradan devam edin. Girdikleriniz on dakika boyunca saklanır; hiçbir şey kaydedilmedi.
form-sign-in = Oturum aç
form-go-on = Devam et
form-restored = Yeniden oturum açtınız; form bıraktığınız gibi duruyor. Henüz hiçbir şey kaydedilmedi.
form-restored-about = Formu siz doldurmadıysanız bu sayfadan ayrılın.
form-gone = Girdikleriniz on dakika saklandı ve silindi. Formu yeniden doldurun.

## Doldurulurken başka birinin değişiklik kaydettiği form.

form-changed-by = Son kaydeden: { $name }
form-differences = Siz düzenlerken değişenler
    .about = Hiçbir şey kaydedilmedi. Sizin değiştirmediğiniz yerlerde form, kaydedilmiş değerleri aldı. İkinizin de değiştirdiği yerlerde bir değer seçin. Ardından yeniden kaydedin.
form-field = Alan
form-before = Önce
form-now = Bu arada kaydedilen
form-wanted = Sizinki
form-choose = Bir değer seçin
form-empty = boş
form-on = açık
form-off = kapalı
form-other-secret = başka bir gizli anahtar
form-your-secret = girdiğiniz gizli anahtar
form-no-secret = önceki gizli anahtar

## Bir işlemden önce sorma.

form-cancel = Vazgeç
form-changed-meanwhile = Siz bakarken bu değişti. Yeniden okuyun, sonra karar verin.
