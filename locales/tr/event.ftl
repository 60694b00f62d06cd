### Denetim günlüğünde olayların adları.

event-sign-in = Oturum açıldı
event-sign-out = Oturum kapatıldı
event-link = Sağlayıcı bağlandı
event-unlink = Sağlayıcı bağlantısı kaldırıldı
event-user-created = Kullanıcı oluşturuldu
event-user-changed = Kullanıcı değiştirildi
event-user-deleted = Kullanıcı silindi
event-factor-added = İkinci faktör veya geçiş anahtarı eklendi
event-factor-removed = İkinci faktör veya geçiş anahtarı kaldırıldı
event-address-lost = E-posta adresi başka bir kullanıcıya geçti
event-session-revoked = Oturum sonlandırıldı
event-token-created = API belirteci oluşturuldu
event-token-deleted = API belirteci iptal edildi
event-provider-created = Sağlayıcı eklendi
event-provider-changed = Sağlayıcı değiştirildi
event-provider-deleted = Sağlayıcı silindi
event-providers-reordered = Sağlayıcılar yeniden sıralandı
event-app-created = Uygulama eklendi
event-app-changed = Uygulama değiştirildi
event-app-deleted = Uygulama silindi
event-app-revoked = Uygulamanın erişimi iptal edildi
event-access-refused = Erişim reddedildi
event-app-sign-in = Bir uygulamada oturum açıldı
event-app-token-refused = Bir uygulamanın belirteci reddedildi
event-app-logout = Oturum kapatma bir uygulamaya iletilemedi
