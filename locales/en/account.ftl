### The account page.

account-title = Your account

## The profile.

account-verified = verified
# $origin says where the verification comes from, such as “from Example”.
account-not-verified = not verified
account-no-email = No e-mail address
account-email-lost = { $email } has been verified by somebody else, so this account no longer has that address. If the address is yours, ask your administrator.
account-email = E-mail address
account-name = Name
account-username = Username
account-first-name = First name
account-last-name = Last name
account-groups = Groups
account-role = Role
account-administrator = Administrator
account-from = from { $provider }
account-set-here = set here
account-picture-from = Picture from { $provider }

## Linked providers.

account-links = Linked providers
account-linked-since = Linked since { $time }
account-last-used = last used { $time }
account-no-links = No provider is linked to your account.
account-provider-removed = This provider has been removed. The link will work again if the provider is added back.
account-provider-disabled = This provider is disabled.
account-unlink = Unlink
account-only-link = This is your only way to sign in. Link another provider before you unlink this one.
account-link-another = Link another provider
    .about = You can then sign in with any of them.
account-link = Link { $provider }

## Sessions.

account-home = Your apps
    .empty = There is no app that you can open here yet.
account-apps = Apps you use
    .about = What these apps have of you ends when you revoke it; they ask again the next time.
account-app-since = since { $time }
account-revoke-app = Revoke
account-sessions = Sessions
    .about = Where you’re signed in. End any session that you don’t recognise.
account-this-browser = This browser
account-unknown-browser = Unknown browser
# For example “Firefox on Linux”.
account-device = { $browser } on { $system }
account-with-provider = with { $provider }
account-with-password = with a password or passkey
account-signed-in = signed in { $time }
account-last-active = last active { $time }
account-end-session = End session
account-end-other-sessions = End all other sessions

## Confirming that an identity is linked.

account-confirm = Link this provider?
    .about = You just signed in with { $provider }, which isn’t linked to an account yet. Do you want to link it to the account that you’re using now?
    .identity = Identity
    .account = Your account
    .yes = Link and continue
    .no = Don’t link

## What has just been done.

account-notice-linked = { $provider } is linked. You can now sign in with it.
account-notice-unlinked = { $provider } is no longer linked.
account-notice-second-factor-removed = One-time codes are off.
account-notice-session-ended = Session ended.
account-notice-other-sessions-ended =
    { $count ->
        [0] There was no other session.
        [one] The other session has ended.
       *[other] All { $count } other sessions have ended.
    }
account-notice-sessions-ended =
    { $count ->
        [0] No session was open.
        [one] 1 session has ended.
       *[other] { $count } sessions have ended.
    }

## Another password.

account-password-title = Change password
account-password-about = Enter the password that you have, and one that you will use from now on. All your other sessions end.
account-password-current = Current password
account-password-new = New password
account-password-wrong = This is not your password.
account-notice-password-changed = Your password has been changed.
