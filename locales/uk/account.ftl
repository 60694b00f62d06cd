### Сторінка облікового запису.

account-title = Ваш обліковий запис
account-verified = підтверджено
account-not-verified = не підтверджено
account-no-email = Немає адреси електронної пошти
account-email-lost = Адресу { $email } підтвердив хтось інший, тому вона більше не належить цьому обліковому запису. Якщо це ваша адреса, зверніться до адміністратора.
account-email = Електронна пошта
account-name = Повне ім’я
account-username = Ім’я користувача
account-first-name = Ім’я
account-last-name = Прізвище
account-groups = Групи
account-role = Роль
account-administrator = Адміністратор
account-from = від провайдера { $provider }
account-set-here = задано тут
account-picture-from = Зображення від провайдера { $provider }
account-links = Прив’язані провайдери
account-linked-since = Прив’язано { $time }
account-last-used = востаннє використано { $time }
account-no-links = До вашого облікового запису не прив’язано жодного провайдера.
account-provider-removed = Цього провайдера вилучено. Прив’язка знову запрацює, коли його додадуть знову.
account-provider-disabled = Цього провайдера вимкнено.
account-unlink = Відв’язати
account-only-link = Іншого способу увійти у вас немає. Перш ніж відв’язати цього провайдера, прив’яжіть іншого.
account-link-another = Прив’язати ще одного провайдера
    .about = Після цього ви зможете входити через будь-якого з них.
account-link = Прив’язати { $provider }
account-home = Ваші застосунки
    .empty = Тут поки немає застосунків, які ви можете відкрити.
account-apps = Застосунки, якими ви користуєтеся
    .about = Якщо відкликати доступ, застосунок втратить те, що має від вас; наступного разу він запитає знову.
account-app-since = з { $time }
account-revoke-app = Відкликати доступ
account-sessions = Сеанси
    .about = Тут ви увійшли. Завершіть кожен сеанс, якого не впізнаєте.
account-this-browser = Цей браузер
account-unknown-browser = Невідомий браузер
account-device = { $browser }, система { $system }
account-with-provider = через { $provider }
account-with-password = за паролем або ключем доступу
account-signed-in = вхід { $time }
account-last-active = остання активність { $time }
account-end-session = Завершити сеанс
account-end-other-sessions = Завершити всі інші сеанси
account-confirm = Прив’язати цього провайдера?
    .about = Ви щойно увійшли через { $provider }, але ця особа ще не прив’язана до жодного облікового запису. Прив’язати її до облікового запису, яким ви зараз користуєтеся?
    .identity = Особа у провайдера
    .account = Ваш обліковий запис
    .yes = Прив’язати й продовжити
    .no = Не прив’язувати
account-notice-linked = Провайдера { $provider } прив’язано. Тепер ви можете входити через нього.
account-notice-unlinked = Провайдера { $provider } відв’язано.
account-notice-second-factor-removed = Одноразові коди вимкнено.
account-notice-session-ended = Сеанс завершено.
account-notice-other-sessions-ended =
    { $count ->
        [0] Інших сеансів не було.
        [1] Інший сеанс завершено.
        [one] Завершено { $count } інший сеанс.
        [few] Завершено { $count } інші сеанси.
       *[many] Завершено { $count } інших сеансів.
    }
account-notice-sessions-ended =
    { $count ->
        [0] Відкритих сеансів не було.
        [one] Завершено { $count } сеанс.
        [few] Завершено { $count } сеанси.
       *[many] Завершено { $count } сеансів.
    }
account-password-title = Змінити пароль
account-password-about = Введіть теперішній пароль і новий, яким користуватиметеся відтепер. Усі інші ваші сеанси завершаться.
account-password-current = Теперішній пароль
account-password-new = Новий пароль
account-password-wrong = Це не ваш пароль.
account-notice-password-changed = Пароль змінено.
