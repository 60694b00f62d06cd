### Сторінки адміністрування, крім сторінок окремого провайдера.

admin-providers = Провайдери
admin-apps = Застосунки
admin-users = Користувачі
admin-sessions = Сеанси
admin-audit = Журнал аудиту
admin-statistics = Статистика
admin-configuration = Конфігурація
admin-search = Пошук
admin-empty = Тут поки нічого немає.
admin-notice-saved = Збережено: { $name }.
admin-notice-provider-deleted = Видалено: { $name }.
admin-notice-provider-enabled = Увімкнено: { $name }.
admin-notice-provider-disabled = Вимкнено: { $name }.
admin-notice-reordered = Порядок збережено.
admin-notice-user-deleted = Обліковий запис { $name } видалено.
admin-notice-user-disabled = Обліковий запис { $name } заблоковано.
admin-notice-user-enabled = Обліковий запис { $name } розблоковано.
admin-notice-user-promoted = { $name } тепер має права адміністратора.
admin-notice-user-demoted = { $name } більше не має прав адміністратора.
admin-notice-user-renamed = { $name } тепер має ім’я користувача { $username }.
admin-notice-user-signed-out = Усі сеанси користувача { $name } завершено.
admin-notice-session-ended = Сеанс користувача { $name } завершено.
admin-notice-reloaded = Конфігурацію перечитано.
admin-administrator = Адміністратор
admin-rights = Права
admin-disabled = Заблоковано
admin-verified = підтверджено
admin-last-sign-in = останній вхід { $time }
admin-never-signed-in = жодного входу
admin-manage = Керувати
admin-disable = Заблокувати
admin-enable = Розблокувати
admin-promote = Надати права адміністратора
admin-demote = Забрати права адміністратора
admin-delete-user = Видалити назавжди
admin-end-session = Завершити сеанс
admin-end-all-sessions = Завершити всі сеанси
admin-application-id = Ідентифікатор у застосунку
admin-username = Ім’я користувача
admin-rename = Змінити ім’я користувача
admin-password = Пароль
admin-time = Час
admin-actor = Виконавець
admin-event = Подія
admin-outcome = Результат
admin-any = Будь-який
admin-success = Успіх
admin-failure = Помилка
admin-provider = Провайдер
admin-person = Особа
admin-since = З дня
admin-until = До дня
admin-days-of = Доба починається опівночі в часовому поясі { $zone }.
admin-about = Стосується
admin-profile = Профіль
admin-last-events = Останні події
admin-all-events = Показати всі події
admin-all-users = Усі користувачі
admin-address = IP-адреса
admin-details = Подробиці
admin-filter = Фільтрувати
admin-show-all = Показати все
admin-export = Експортувати як CSV
admin-statistics-about = Входи за останні 30 днів за провайдерами й результатами. Виберіть день, щоб побачити його події.
admin-scale = повна висота: { $count } на день
admin-succeeded =
    { $count ->
        [one] { $count } успішний
        [few] { $count } успішні
       *[many] { $count } успішних
    }
admin-failed =
    { $count ->
        [one] { $count } невдалий
        [few] { $count } невдалі
       *[many] { $count } невдалих
    }
admin-chart = { $name } – успішних: { $succeeded }, невдалих: { $failed }
admin-configuration-status = Стан конфігурації
    .about = Чинна конфігурація. Зміни у файлах і на цих сторінках враховуються автоматично; перечитати її можна будь-коли.
admin-version = Версія { $number }
admin-definitions =
    { $official ->
        [one] { $official } офіційне визначення
        [few] { $official } офіційні визначення
       *[many] { $official } офіційних визначень
    }, власних: { $custom }
admin-reload = Перечитати
admin-reload-failed = Не вдалося перечитати налаштування. Попередні залишаються чинними.
admin-problems = Проблеми
admin-no-problems = Проблем немає.
admin-rules = Правила forward-auth
admin-rules-about = Для застосунків за проксі-сервером. Вирішує перше правило, яке відповідає запиту; якщо не відповідає жодне, проходить кожен, хто ввійшов. Вони змінюються в конфігурації, і зміна діє з наступного запиту.
admin-no-rules = Правил немає: до застосунків за проксі-сервером проходить кожен, хто ввійшов.
admin-nodes = Вузли
    .about = Сервери, що спільно використовують цю базу даних. Кожен щохвилини записує, з чим він працює; тут указано, чим він відрізняється від цього вузла.
admin-this-node = цей вузол
admin-node-since = працює з { $moment }
admin-node-seen = востаннє на зв’язку { $moment }
admin-node-other-version = На ньому інша версія, ніж на цьому вузлі. Оновіть усі вузли до однієї версії.
admin-node-other-setting = У його конфігурації інше значення { $name }, ніж на цьому вузлі.
admin-node-other-provider = У його конфігурації інший провайдер { $name }, ніж на цьому вузлі.
admin-node-lacks-provider = У його конфігурації немає провайдера { $name }, а на цьому вузлі він є.
admin-node-has-provider = У його конфігурації є провайдер { $name }, а на цьому вузлі його немає.
admin-node-other-definition = У нього інше визначення { $name }, ніж на цьому вузлі.
admin-node-lacks-definition = У нього немає визначення { $name }, а на цьому вузлі воно є.
admin-node-has-definition = У нього є визначення { $name }, а на цьому вузлі його немає.
admin-node-lacks-key = Він не може прочитати те, що шифрує цей вузол: у нього немає ключа { $key }. Спершу задайте всім вузлам ключі СТАРИЙ,НОВИЙ і лише потім усім НОВИЙ,СТАРИЙ.
admin-node-has-key = Він шифрує ключем { $key }, якого немає в цього вузла. Спершу задайте всім вузлам ключі СТАРИЙ,НОВИЙ і лише потім усім НОВИЙ,СТАРИЙ.
admin-node-clock-ahead = Його годинник випереджає годинник бази даних на { $seconds } с, тому входи між вузлами не вдаються. Синхронізуйте його.
admin-node-clock-behind = Його годинник відстає від годинника бази даних на { $seconds } с, тому входи між вузлами не вдаються. Синхронізуйте його.
admin-untrusted-proxy = Усі запити надходять з адреси { $address } і мають заголовки X-Forwarded, які не враховуються, тому в обмеженнях і журналах усі мають одну адресу. Якщо це ваш проксі-сервер, додайте цей рядок у config.toml під [network] і перезапустіть: { $line }
admin-credential-ends = Термін дії облікових даних { $credential } провайдера { $provider } спливає { $date }. Створіть у провайдера нові й введіть їх разом із датою.
admin-credential-ended = Термін дії облікових даних { $credential } провайдера { $provider } сплив { $date }. Створіть у провайдера нові й введіть їх разом із датою.
admin-name = Назва
admin-state = Стан
admin-enabled = Увімкнено
admin-seen = Останній вхід
admin-added = Додано
admin-actions = Дії
admin-pages = Сторінки
admin-previous-page = Попередня
admin-next-page = Наступна
admin-shown =
    { $count ->
        [0] Нічого не знайдено
       *[other] { $first }–{ $last } з { $count }
    }
admin-counted =
    { $count ->
        [0] Нічого не знайдено
        [one] { $count } подія
        [few] { $count } події
       *[many] { $count } подій
    }
admin-more-than = Подій: понад { $count }
admin-newer-events = Новіші події
admin-follow = Наживо
admin-no-provider = Немає (пароль)
admin-search-about = Шукати сторінки, осіб, провайдерів і застосунки
admin-nothing-found = Ніщо не має в назві «{ $query }».
admin-add-provider = Додати провайдера
admin-add-app = Додати застосунок
admin-access-requests = Запити на доступ
admin-tokens = Токени API
    .about = Програми використовують їх для API адміністрування. Токен створюють на сервері, де його показано один раз:
admin-expires = Діє до
admin-expired = термін дії сплив
admin-last-used = Востаннє використано
admin-never = ніколи
admin-revoke = Відкликати
admin-notice-token-revoked = Токен API { $name } відкликано.
admin-documentation = Документація
admin-api = API адміністрування
admin-branding = Оформлення
    .about = Спробуйте, який вигляд матиме сторінка входу. Тут нічого не зберігається: хто керує сервером, копіює рядки нижче в його конфігурацію й перезапускає його.
    .text = Текст під заголовком
    .accent = Колір кнопок і посилань
    .links = Посилання під кнопками, по одному в рядку
    .variables = Змінні таблиці стилів, по одній у рядку
    .dark = Те саме для темних сторінок
    .show = Показати
    .preview = Попередній перегляд
    .lines = Для конфігурації
