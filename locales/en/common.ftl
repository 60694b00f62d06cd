### Words that several pages share.

common-home = Go to the home page
common-home-of = Go to { $name }
common-try-again = Try again
common-sign-out = Sign out
common-skip = Skip to content
common-save = Save
common-account = Your account
common-administration = Administration
common-copy = Copy
common-copied = Copied
common-code = Code
common-reference = Reference
common-cause = Details for administrators
    .note = Only administrators can see this.
common-language = Language
common-language-unreviewed = machine-made, not reviewed
common-language-reviewed = reviewed by { $who }
common-language-of-browser = Use the language of the browser
