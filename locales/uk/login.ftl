### Сторінка входу.

login-title = Вхід
login-heading = Вхід до { $name }
login-with-provider = Увійти через { $provider }
login-last-used = Використано востаннє
login-signed-out = Ви вийшли.
login-tried = Ви намагалися увійти через { $provider }.
login-none-ready = Поки немає доступного провайдера входу. Якщо це ваш сервер, причину вказано в його журналі.
login-other-host = Ви відкрили цю сторінку за іншою адресою. Вхід працює лише за адресою { $url }.
login-go-there = Перейти за правильною адресою
login-find = Знайти провайдера
login-search = Пошук
login-none-found = Відповідних провайдерів немає.
login-with-password = Увійти за паролем
login-email = Електронна пошта
login-password = Пароль
login-wrong-password = Неправильна адреса електронної пошти або пароль
login-link-pending = Щоб прив’язати { $provider } до свого облікового запису, увійдіть так, як зазвичай. Потім ми попросимо підтвердження.
login-link-now = Ви вже увійшли: прив’язати зараз
login-signing-in = Виконується вхід…
login-go-on = Продовжити
login-choose-server = На якому сервері у вас є обліковий запис?
login-other-way = Увійти іншим способом
