### What every form says: what it kept, what changed meanwhile, and whether that is really wanted.

## Secrets that were typed and are not saved yet.

# Next to the name of a secret.
form-kept = entered
    .help = Not saved yet, and kept for ten minutes. Leave this field empty to use it.
form-lost = A secret that you entered was kept for ten minutes and is gone. Enter it again.
form-lost-here = Enter it again.

## A form that was sent after its session had ended.

form-session-ended = Your session has ended
    .about = Sign in again in another tab, then continue here. What you typed is kept for ten minutes, and nothing has been saved.
form-sign-in = Sign in
form-go-on = Continue
form-restored = You have signed in again, and the form is as you left it. Nothing has been saved yet.
form-restored-about = If it was not you who filled it in, leave this page.
form-gone = What you typed was kept for ten minutes and is gone. Fill in the form again.

## A form that was filled in while somebody else saved changes.

# $name is a person. A date and time follows.
form-changed-by = Last saved by { $name }
form-differences = What changed while you were editing
    .about = Nothing has been saved. Where you changed nothing yourself, the form has taken over what was saved. Where both of you did, choose a value. Then save again.
form-field = Field
form-before = Before
form-now = Saved meanwhile
form-wanted = Yours
form-choose = Choose a value
# A field without a value.
form-empty = empty
form-on = on
form-off = off
# In place of a secret, which is never shown.
form-other-secret = another secret
form-your-secret = the secret that you entered
form-no-secret = the secret that was there

## Asking before something is done.

form-cancel = Cancel
form-changed-meanwhile = This has changed while you were looking at it. Read it again, then decide.
