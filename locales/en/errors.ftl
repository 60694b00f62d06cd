### What happened, and what to do about it. The messages are named like the error codes; docs/errors.md quotes them.

-advice-another-way = Choose another way to sign in.
-advice-wait-or-switch = This usually takes less than a minute to resolve. Try again, or choose another way to sign in.
-advice-try-again = Try again. If it happens again, give your administrator the reference below.
-advice-start-again = This happens if you go back, reload the page, or open the link in another browser. Start again here.
-advice-address = Check the address, or go to the home page.
-advice-input = Go back and check what you entered.

## Signing in.

unknown_provider = This sign-in provider does not exist
    .what-to-do = { -advice-another-way }
provider_disabled = This sign-in provider has been disabled
    .what-to-do = { -advice-another-way }
provider_unavailable = The sign-in provider cannot be reached
    .what-to-do = { -advice-wait-or-switch }
provider_timeout = The sign-in provider did not respond in time
    .what-to-do = { -advice-wait-or-switch }
provider_misconfigured = The sign-in provider is not set up correctly
    .what-to-do = { -advice-try-again }
invalid_request = The request is not valid
    .what-to-do = { -advice-start-again }
invalid_server = You cannot sign in with this server
    .what-to-do = Check the address of the server. It may not respond, or not let applications such as this one sign people in.
invalid_state = This sign-in was not started here, or is already finished
    .what-to-do = { -advice-start-again }
state_expired = This sign-in took too long
    .what-to-do = A sign-in has to be completed within ten minutes. Start again.
provider_mismatch = The response came from a different provider
    .what-to-do = { -advice-start-again }
issuer_mismatch = The response came from a different issuer
    .what-to-do = { -advice-try-again }
access_denied = The sign-in was cancelled or denied
    .what-to-do = If you didn’t cancel it yourself, ask your administrator whether you’re allowed to use this application.
login_required = You need to sign in at the provider first
    .what-to-do = Start again, and sign in there when you’re asked to.
provider_error = The sign-in provider reported an error
    .what-to-do = { -advice-try-again }
token_exchange_failed = The sign-in could not be completed with the provider
    .what-to-do = { -advice-try-again }
id_token_missing = The provider did not send an ID token
    .what-to-do = { -advice-try-again }
id_token_invalid = The ID token from the provider is not valid
    .what-to-do = { -advice-try-again }
userinfo_failed = The provider did not send your profile
    .what-to-do = { -advice-try-again }
userinfo_mismatch = The provider sent the profile of someone else
    .what-to-do = { -advice-try-again }
subject_missing = The provider did not say who you are
    .what-to-do = { -advice-try-again }
email_required = An e-mail address is required
    .what-to-do = Add an e-mail address to your account at the provider, then try again.
registration_closed = New accounts cannot be created here
    .what-to-do = Ask your administrator for an account.
account_exists = An account with this e-mail address already exists
    .what-to-do = Sign in the way you usually do. You can then link this provider on your account page.
account_disabled = This account is disabled
    .what-to-do = Ask your administrator for the reason.
identity_in_use = This identity is linked to another account
    .what-to-do = Sign in with it to see which account that is, and unlink it there first.
link_session_mismatch = Linking was started in another session
    .what-to-do = Sign in again, then start linking from your account page.
not_allowed = You are not allowed to sign in here
    .what-to-do = Ask your administrator for access, or sign in with another account.
rate_limited = Too many attempts
    .what-to-do = Wait a minute, then try again.
overloaded = The sign-in service is busy
    .what-to-do = Wait a few seconds, then try again.
second_factor_required = A second factor is required
    .what-to-do = Enter the code that your authenticator app shows.
second_factor_invalid = The code is not valid
    .what-to-do = Enter the code that your authenticator app shows now, or a recovery code.
passkey_invalid = The passkey was not accepted
    .what-to-do = Try again. If it is refused again, sign in with your password, remove the passkey on your account page and add a new one.
too_many_passkeys = No more passkeys can be added
    .what-to-do = Remove one that you no longer use, then add the new one.
passkeys_unavailable = Passkeys do not work at this address
    .what-to-do = Sign in with your password. If you run this server, give it a host name in place of an IP address.
fresh_sign_in_required = Sign in again to make this change
    .what-to-do = Sign in again, then repeat the change within ten minutes.
storage_unavailable = The sign-in service cannot save anything right now
    .what-to-do = Nothing was lost. Try again in a minute.
internal = Something went wrong on our side
    .what-to-do = { -advice-try-again }

## The first start.

setup_link_invalid = A valid setup link is required
    .what-to-do = Open the latest link from the server’s log, and make sure that you copy all of it. To get a new link, run “vestibule admin setup” on the server.
setup_link_expired = The setup link has expired
    .what-to-do = A setup link is valid for one hour, and once you open it, you have 15 minutes to submit the form. To get a new link, run “vestibule admin setup” on the server, or restart it.
setup_closed = Setup is already complete
    .what-to-do = An administrator exists, so setup links no longer work. Sign in from the home page. If no administrator can sign in, run “vestibule admin reset” on the server.

## Pages and the API.

unauthenticated = You are not signed in
    .what-to-do = Check the e-mail address and the password, then try again.
forbidden = You do not have permission to do this
    .what-to-do = Use an account with access.
csrf = The request did not come from this site
    .what-to-do = Open the page again and repeat what you did.
not_a_navigation = This address has to be opened as a page
    .what-to-do = Open it by a link or in the address bar.
not_found = Page not found
    .what-to-do = { -advice-address }
method_not_allowed = This method is not allowed here
    .what-to-do = { -advice-address }
unsupported_media_type = This content type is not supported
    .what-to-do = { -advice-input }
payload_too_large = The request is too large
    .what-to-do = { -advice-input }
invalid_json = The request body is not valid JSON
    .what-to-do = { -advice-input }
invalid_parameter = A parameter is not valid
    .what-to-do = { -advice-input }

## Administration.

managed_by_config = This provider is managed by the configuration
    .what-to-do = Change it in the configuration.
id_taken = This ID is already in use
    .what-to-do = Choose another one.
invalid_app_settings = The settings of the application are not valid
    .what-to-do = Go back and check what you entered.
too_many_app_secrets = No more secrets can be added to this application
    .what-to-do = Delete a secret that the application does not use any more.
username_taken = This username is already in use
    .what-to-do = Choose another one.
invalid_id = This is not a valid ID
    .what-to-do = { -advice-input }
unknown_field = Unknown field
    .what-to-do = { -advice-input }
invalid_credentials = The credentials are not valid
    .what-to-do = { -advice-input }
secret_required = The secret has to be entered again
    .what-to-do = Enter it, then save again.
last_way_in = This is the last way to sign in
    .what-to-do = Add another way to sign in first.
registered_by_hand = This client is registered by hand
    .what-to-do = Register it at the provider, then enter its client ID.
in_use = This is still in use
    .what-to-do = { -advice-input }
revision_mismatch = Someone else saved changes while you were editing
    .what-to-do = Review their changes, then save again.

## Applications.

unknown_app = This application is not known here
    .what-to-do = Tell the administrator which application sent you here.
redirect_uri_mismatch = The application asked for an answer at an unknown address
    .what-to-do = Tell the administrator: the redirect URI of the application has to be added.
app_request_invalid = The request of the application is not valid
    .what-to-do = Start again in the application. If it happens again, tell its administrator.
app_request_expired = This sign-in to an application was not started here, or took too long
    .what-to-do = Start again in the application.
app_not_allowed = You are not allowed to use this application
    .what-to-do = Use an account with access, or ask the administrator.
app_authentication_failed = The application did not prove who it is
    .what-to-do = Tell the administrator: the client secret of the application has to be checked.
app_token_invalid = The code or token of the application is not valid
    .what-to-do = Start again in the application.
app_token_replayed = A code or token of the application was used twice
    .what-to-do = Sign in to the application again.
app_logout_failed = The application did not confirm the sign-out
    .what-to-do = Sign out in the application itself.
personal_token_invalid = The personal access token is not valid
    .what-to-do = Give the program another token. You make them on your account page.
personal_token_expired = The personal access token has expired
    .what-to-do = Make another one on your account page, and give it to the program.
personal_token_other_host = The personal access token is not for this application
    .what-to-do = Make one for this application on your account page.
personal_token_no_factor = A personal access token is not enough here
    .what-to-do = This application asks for more than one factor. Sign in with a browser.
too_many_personal_tokens = No more personal access tokens can be added
    .what-to-do = Revoke a token that you do not use any more.
