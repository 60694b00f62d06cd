### The first start: creating the first administrator, and the steps after it.

setup-page = Set up
# $name is the name of the installation.
setup-title = Welcome to { $name }
setup-about = You opened the setup link, so you can create the first administrator. You’ll use this account now, and whenever no provider works.
setup-email = Your e-mail address
setup-password = Password
    .help = At least 12 characters that are hard to guess, for example four random words.
setup-confirm-password = Confirm password
setup-create = Create administrator account
setup-then = Next, you’ll add your first sign-in provider.

## Problems with the form.

setup-problem = Please fix the field below and re-enter your password.
setup-problem-email = Enter a valid e-mail address.
setup-problem-email-taken = A user has verified this address. Enter another one. “vestibule admin reset” on the server shows who that user is.
setup-problem-too-short = The password is too short. Use at least 12 characters.
setup-problem-too-long = The password is too long. Use at most 1024 characters.
setup-problem-like-address = The password is too much like your e-mail address. Use words that have nothing to do with it.
setup-problem-common = The password is easy to guess: it is, or is much like, one that many people use. Use four random words.
setup-problem-repeats = The password is easy to guess: it repeats itself. Use four random words.
setup-problem-sequence = The password is easy to guess: it is a sequence. Use four random words.
setup-problem-keyboard = The password is easy to guess: it is a pattern on the keyboard. Use four random words.
setup-problem-names = The password is easy to guess: it consists of names. Add random words.
setup-problem-dates = The password is easy to guess: it consists of dates. Use four random words.
setup-problem-words = The password is easy to guess: it consists of few common words. Add one or two random words.
setup-problem-different = The passwords don’t match.

# How hard the password that is being typed is to guess.
setup-strength = Strength of the password
setup-strength-very-weak = Very weak
setup-strength-weak = Weak
setup-strength-fair = Not strong enough
setup-strength-strong = Strong
setup-strength-very-strong = Very strong

## The sign-in page before an administrator exists.

setup-not-set-up = Not set up yet
setup-find-link = Do you run this server? Its log shows a setup link that is valid for one hour. To get a new link, run “vestibule admin setup” on the server.

## The steps to the first sign-in.

setup-steps = First steps
setup-step-administrator = Administrator
setup-step-choose = Choose a provider
setup-step-enable = Test and enable it
setup-step-sign-in = Sign in
# Read by screen readers after the name of a step.
setup-step-done = done

## After the first provider has been enabled.

setup-ready = People can sign in
setup-almost-ready = Almost there
setup-your-providers = Your providers
setup-none-enabled = No provider is enabled yet.
setup-next = Next steps
setup-next-try = See what everyone else will see: open the sign-in page in another browser or a private window.
setup-sign-in-page = Sign-in page
setup-next-link = Link the provider to your own account, so that you can sign in with it, too. Keep your password as a fallback.
setup-next-access = Decide who can sign in and who is an administrator: set groups and e-mail domains in the settings of the provider.
setup-next-application = Protect your application: nginx, Caddy and Traefik can check every request here (docs/forward-auth.md).
setup-next-backup = Back up your data with “vestibule backup FILE”, and keep a copy of the secret key somewhere else (docs/operations.md).
