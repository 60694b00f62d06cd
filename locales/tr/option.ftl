### Resmî tanımların seçenekleri: anahtarlarının metinleri.

option-discord-servers = Grup olarak sunucular
    .about = Gruplar, kişinin üyesi olduğu sunucuların kimlikleridir (ID).
option-discord-roles = Grup olarak roller
    .about = Gruplar, kişinin bir sunucudaki rollerinin kimlikleridir (ID). Sunucunun kimliğini yukarıya girin; o sunucuda olmayanların grubu yoktur.
option-github-organizations = Grup olarak kuruluşlar
    .about = Gruplar, bu uygulamayı onaylayan kuruluşların oturum adlarıdır (login). Bir kuruluşun adı değiştirilirse eski ad başkaları tarafından alınabilir.
option-github-teams = Grup olarak ekipler
    .about = Gruplar, bu uygulamayı onaylayan kuruluşların ekipleridir ve organization/team biçiminde yazılır.
option-gitlab-roles = Grup olarak gruplardaki roller
    .about = Doğrudan üyeler için ek gruplar: owner:path, maintainer:path ve developer:path.
option-googleworkspace-groups = Gruplar
    .about = Gruplar, Cloud Identity API'nin listelediği grup adresleridir.
