### Слова, спільні для кількох сторінок.

common-home = Перейти на головну сторінку
common-home-of = Перейти до { $name }
common-try-again = Спробувати ще раз
common-sign-out = Вийти
common-skip = Перейти до вмісту
common-save = Зберегти
common-account = Ваш обліковий запис
common-administration = Адміністрування
common-copy = Копіювати
common-copied = Скопійовано
common-code = Код
common-reference = Довідковий номер
common-cause = Подробиці для адміністраторів
    .note = Це бачать лише адміністратори.
common-language = Мова
common-language-unreviewed = машинний переклад, не перевірено
common-language-reviewed = перевірено: { $who }
common-language-of-browser = Використовувати мову браузера
