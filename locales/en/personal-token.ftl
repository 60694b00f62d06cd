### Personal access tokens: the page of the account, and the list on the page of a person.

personal-token-title = Personal access tokens
personal-token-about = A token lets a program in where you could go yourself: a script, a television, a mobile app. It is good only for the apps and hosts that you choose, and until its end. It replaces no second factor.
personal-token-none = You have no personal access token.
personal-token-count = { $count ->
    [one] You have one personal access token.
   *[other] You have { $count } personal access tokens.
}
personal-token-manage = Manage tokens
personal-token-add = Make a token
# $time is a date and time.
personal-token-ends = good until { $time }
personal-token-ended = expired
personal-token-last-used = last used { $time }
personal-token-never-used = not used yet

## The form.

personal-token-name = Name
    .help = Which program has it, for example “Television”.
personal-token-days = Days until it ends
    .help = 1 to 365.
personal-token-apps = Apps
personal-token-hosts = Hosts
    .help = One on each line, such as photos.example.com, or *.example.com for all hosts below a domain. Choose at least one app or host.
personal-token-make = Make token
personal-token-not-fresh = To make a token, sign in again. You then come back to this page.
personal-token-sign-in-again = Sign in again
personal-token-full = You have as many tokens as an account can have. Revoke one to make another.
# $most is a number.
personal-token-wrong-name = A token has a name of 1 to { $most } characters.
personal-token-wrong-days = Write a whole number from 1 to { $most }.
# $host is what was typed.
personal-token-wrong-host = “{ $host }” is no host. Write photos.example.com or *.example.com, without https:// and without a path.
personal-token-wrong-app = There is no app “{ $app }” that a token can be for.
personal-token-wrong-nowhere = Choose at least one app or host.
personal-token-wrong-too-many = A token is for at most 20 apps and 20 hosts.

## What was done.

# $name is the name of the token.
personal-token-made = { $name } is ready
    .about = Copy the token now. It is not shown again.
    .use = The program sends it as “Authorization: Bearer” or as a password, with your user name or none.
personal-token-token = Token
personal-token-revoke = Revoke
    .question = Programs that have this token are turned away at once.
personal-token-revoke-confirm = Revoke { $name }
personal-token-revoked = The token has been revoked.
personal-token-to-account = To your account
