### Особисті токени доступу: сторінка облікового запису та список на сторінці особи.

personal-token-title = Особисті токени доступу
personal-token-about = Токен пускає програму туди, куди можете ввійти ви: скрипт, телевізор, мобільний застосунок. Він діє лише для застосунків і хостів, які ви виберете, і лише до кінця свого терміну. Другого фактора він не замінює.
personal-token-none = У вас немає особистого токена доступу.
personal-token-count = { $count ->
    [one] У вас { $count } особистий токен доступу.
    [few] У вас { $count } особисті токени доступу.
   *[many] У вас { $count } особистих токенів доступу.
}
personal-token-manage = Керувати токенами
personal-token-add = Створити токен
personal-token-ends = діє до { $time }
personal-token-ended = термін дії сплив
personal-token-last-used = востаннє використано { $time }
personal-token-never-used = ще не використовувався
personal-token-name = Назва
    .help = Яка програма його має, наприклад «Телевізор».
personal-token-days = Кількість днів дії
    .help = Від 1 до 365.
personal-token-apps = Застосунки
personal-token-hosts = Хости
    .help = По одному в рядку, наприклад photos.example.com, або *.example.com для всіх хостів у домені. Виберіть щонайменше один застосунок або хост.
personal-token-make = Створити токен
personal-token-not-fresh = Щоб створити токен, увійдіть знову. Після цього ви повернетеся на цю сторінку.
personal-token-sign-in-again = Увійти знову
personal-token-full = У вас уже стільки токенів, скільки може мати обліковий запис. Відкличте один, щоб створити інший.
personal-token-wrong-name = Назва токена має містити від 1 до { $most } символів.
personal-token-wrong-days = Введіть ціле число від 1 до { $most }.
personal-token-wrong-host = «{ $host }» – це не хост. Введіть photos.example.com або *.example.com, без https:// і без шляху.
personal-token-wrong-app = Немає застосунку «{ $app }», для якого може діяти токен.
personal-token-wrong-nowhere = Виберіть щонайменше один застосунок або хост.
personal-token-wrong-too-many = Токен може діяти щонайбільше для 20 застосунків і 20 хостів.
personal-token-made = Токен { $name } готовий
    .about = Скопіюйте токен зараз. Його більше не буде показано.
    .use = Програма надсилає його як «Authorization: Bearer» або як пароль, з вашим іменем користувача чи без нього.
personal-token-token = Токен
personal-token-revoke = Відкликати
    .question = Програми, які мають цей токен, відразу втратять доступ.
personal-token-revoke-confirm = Відкликати { $name }
personal-token-revoked = Токен відкликано.
personal-token-to-account = До вашого облікового запису
