### Signing in with a passkey, adding and removing one.

passkey-title = Passkeys

## The sign-in page.

passkey-sign-in = Sign in with a passkey
passkey-needs-script = Passkeys need JavaScript. You can sign in with your password.
# The person closed the browser's window, or it waited too long.
passkey-cancelled = No passkey was used. Try again, or sign in another way.
passkey-no-answer = The server did not answer. Try again in a moment.

## The page of the account.

passkey-about = A passkey signs you in with your fingerprint, your face or the PIN of your device. It works on this site only, so no other site can ask for it. Your password stays valid.
passkey-none = You have no passkey yet.
passkey-count = { $count ->
    [one] You have one passkey.
   *[other] You have { $count } passkeys.
}
passkey-manage = Manage passkeys
passkey-name = Name
    .help = How you will recognise it, for example the device or the password manager that keeps it.
# The suggested name of a passkey when the browser is not recognised.
passkey-default-name = Passkey
passkey-add = Add a passkey
passkey-added = The passkey has been added. You can sign in with it from now on.
passkey-not-added = No passkey was added. Try again when you are ready.
passkey-exists = This device or password manager already has a passkey for your account.
passkey-unsupported = This browser cannot make passkeys. Use a current browser, at an address that begins with https.
passkey-add-needs-script = Adding a passkey needs JavaScript.
passkey-full = You have as many passkeys as an account can have. Remove one to add another.
# $time is a date and time.
passkey-created = Added { $time }
passkey-last-used = last used { $time }
passkey-never-used = not used yet
# $host is the name of a server.
passkey-elsewhere = Works at { $host } only
    .about = This passkey was made when this server had another address. It works again when the server has that address; otherwise remove it and add a new one.
# $address is an IP address.
passkey-unavailable = Browsers have passkeys for host names only, and this server is at { $address }. Set public_url to a host name to use them.
passkey-remove = Remove
    .question = Afterwards this passkey no longer signs you in. Also remove it from the device or password manager that keeps it.
# $name is the name of a passkey.
passkey-remove-confirm = Remove { $name }
passkey-removed = The passkey has been removed.
passkey-go-on = Continue
