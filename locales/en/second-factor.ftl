### Signing in with a second factor, and turning it on and off.

second-factor-title = Second factor

## The page after the password.

second-factor-about = Enter the code that your authenticator app shows, or one of your recovery codes.
second-factor-code = Code
    .help = Six digits, or a recovery code such as ABCD-EFGH-JKMN-PQRS.
second-factor-submit = Continue
second-factor-back = Back to sign-in
second-factor-refused = The code is not valid
    .help = Each code works once and for a minute or so. Wait for the next one, and check that your phone’s clock is right. Without your phone, use a recovery code; without either, ask whoever runs this server.

## The page of the account.

second-factor-account-title = Protect your account
second-factor-account-about = Your password alone is enough to administer this server. Protect it with one of these, or with both.
second-factor-codes = One-time codes
    .about = Signing in with the password then asks for a code from an authenticator app as well, so a stolen password is not enough.
second-factor-scan = Scan this picture with an authenticator app.
second-factor-qr-code = QR code for the authenticator app
second-factor-type-secret = Or type this key into the app:
second-factor-type-code = Enter the code that the app shows.
second-factor-digits = Six digits.
second-factor-wrong = That is not the code of this key now. Enter the one that the app shows.
second-factor-turn-on = Turn on
second-factor-later = Not now
second-factor-is-on = One-time codes are on since { $time }.
second-factor-is-off = Off: the password alone is enough to sign in.
second-factor-codes-left = { $count ->
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}
second-factor-new-codes = New recovery codes
second-factor-turn-off = Turn off
    .question = Afterwards the password alone is enough to sign in.
second-factor-change = Change
second-factor-to-account = Your account
second-factor-turned-on = One-time codes are on.
second-factor-recovery-codes = Recovery codes
    .about = Keep these codes where you find them without your phone. Each signs you in once in place of a code of the app. They are shown only now; earlier codes no longer work.
second-factor-kept = I have kept them
