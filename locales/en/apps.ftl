### The pages between an application and the sign-in.

# $app is the name of the application.
apps-sign-in-for = Sign in to go on to { $app }.
apps-consent-title = Allow access to { $app }?
apps-consent-account = You are signed in as { $account }.
apps-consent-about = { $app } would like to know:
apps-scope-openid = that you are signed in, and who you are here
apps-scope-profile = your name, username and picture
apps-scope-email = your e-mail address
apps-scope-groups = your groups
apps-scope-offline = all of this while you are away, until you sign out
apps-consent-allow = Allow
apps-consent-deny = Deny

## Signing out at the request of an application.

apps-sign-out-title = Sign out?
apps-sign-out-asked = { $app } asks you to sign out.
apps-sign-out-about = You will be signed out here, and of what you use by this sign-in.
apps-sign-out-yes = Sign out
apps-sign-out-no = Stay signed in

## A device without a browser.

apps-device-title = Connect a device
apps-device-about = Enter the code that your device or program shows.
apps-device-code = Code
apps-device-help = Eight letters, such as WDJB-MJHT.
apps-device-wrong = No device waits with this code. Compare it, or get another one on the device.
apps-device-continue = Continue
apps-device-confirm = Sign in to { $app } on a device?
apps-device-compare = Compare the code with the one on the device:
apps-device-warning = Allow it only if you have the device or program before you and have started this yourself. Whoever sent you a link or a code would be signed in as you.
apps-device-allowed = Done
apps-device-denied = Denied
apps-device-go-on = { $app } goes on by itself. You can close this page.
apps-device-nothing = { $app } does not get access. You can close this page.
