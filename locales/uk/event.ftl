### Що каже журнал аудиту, під назвами подій.

event-sign-in = Вхід
event-sign-out = Вихід
event-link = Провайдера прив’язано
event-unlink = Провайдера відв’язано
event-user-created = Користувача створено
event-user-changed = Користувача змінено
event-user-deleted = Користувача видалено
event-factor-added = Другий фактор або ключ доступу додано
event-factor-removed = Другий фактор або ключ доступу вилучено
event-address-lost = Адреса електронної пошти перейшла до іншої особи
event-session-revoked = Сеанс завершено
event-token-created = Токен API створено
event-token-deleted = Токен API відкликано
event-provider-created = Провайдера додано
event-provider-changed = Провайдера змінено
event-provider-deleted = Провайдера видалено
event-providers-reordered = Порядок провайдерів змінено
event-app-created = Застосунок додано
event-app-changed = Застосунок змінено
event-app-deleted = Застосунок видалено
event-app-revoked = Доступ застосунку відкликано
event-access-refused = У доступі відмовлено
event-access-requested = Запит на доступ
event-app-sign-in = Вхід до застосунку
event-app-token-refused = Токен застосунку відхилено
event-app-logout = Вихід не передано застосунку
