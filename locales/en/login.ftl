### The sign-in page.

login-title = Sign in
# $name is the name of the installation.
login-heading = Sign in to { $name }
login-with-provider = Sign in with { $provider }
login-last-used = Last used
login-signed-out = You have signed out.
login-tried = You tried to sign in with { $provider }.
login-none-ready = No sign-in provider is available yet. If you run this server, its log shows the reason.
# $url is the address of this installation.
login-other-host = You opened this page at another address. Signing in works at { $url } only.
login-go-there = Go to the right address
login-find = Find a provider
login-search = Search
login-none-found = No matching provider.
login-with-password = Sign in with a password
login-email = E-mail address
login-password = Password
login-wrong-password = Wrong e-mail address or password
# Shown below “An account with this e-mail address already exists”.
login-link-pending = To link { $provider } to your account, sign in the way you usually do. We’ll then ask you to confirm.
login-link-now = You’re already signed in: link it now

## A page that is visible for a moment only.

login-signing-in = Signing you in…
login-go-on = Continue

## A page that asks for the server of a person’s account.

login-choose-server = Which server do you have an account at?
login-other-way = Sign in another way
