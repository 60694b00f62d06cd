### Oturum açma sayfası.

login-title = Oturum aç
login-heading = { $name } oturumu aç
login-with-provider = { $provider } ile oturum aç
login-last-used = Son kullanılan
login-signed-out = Oturumu kapattınız.
login-tried = { $provider } ile oturum açmayı denediniz.
login-none-ready = Henüz kullanılabilir bir oturum açma sağlayıcısı yok. Bu sunucuyu siz işletiyorsanız nedeni günlüğünde yazar.
login-other-host = Bu sayfayı başka bir adreste açtınız. Oturum açma yalnızca { $url } adresinde çalışır.
login-go-there = Doğru adrese git
login-find = Sağlayıcı bul
login-search = Ara
login-none-found = Eşleşen sağlayıcı yok.
login-with-password = Parola ile oturum aç
login-email = E-posta adresi
login-password = Parola
login-wrong-password = E-posta adresi veya parola yanlış
login-link-pending = { $provider } sağlayıcısını hesabınıza bağlamak için her zamanki yolla oturum açın. Ardından onayınız istenir.
login-link-now = Zaten oturum açtınız: şimdi bağlayın
login-signing-in = Oturumunuz açılıyor…
login-go-on = Devam et
login-choose-server = Hesabınız hangi sunucuda?
login-other-way = Başka bir yolla oturum aç
