### The settings of a provider.

## Options of the definition.

provider-form-options = Options
    .about = Extras of this provider, such as groups.
provider-form-option-scopes = Asks people for { $scopes }.
provider-form-option-requests = Requests { $urls }.

## The sign-in page.

provider-form-appearance = Sign-in page
    .about = Name, icon and position of the button.
provider-form-display-name = Name on the button
    .help = Leave empty to use the name from the definition.
provider-form-icon = Icon
    .default = Default icon
provider-form-sort-order = Position
    .help = A whole number: lower numbers come first, and providers without one come last. You can also drag rows in the list.

## Who can sign in.

provider-form-access = Who can sign in
    .about = Registration, domains, groups and claims.
provider-form-auto-register = Create accounts for new people
    .help = If this is off, only people who already have an account can sign in.
provider-form-require-email = Require an e-mail address
provider-form-dotless = Accept addresses without a dot in the domain
    .help = Such as root@localhost. For a provider on your own network.
provider-form-allowed-email-domains = Allowed e-mail domains
    .help = One per line, such as example.com. The address has to be verified. Leave empty to allow everyone.
provider-form-group-rules = Group rules
    .help = Written as expression = name, one per line, with $1 for what the first parentheses found. The first rule that fits is used. All other settings, and applications, see the new names. A test sign-in shows what the rules do.
provider-form-unmatched-groups = Groups that no rule fits
    .keep = Keep their names
    .drop = Leave them out
provider-form-allowed-groups = Allowed groups
    .help = One per line, after the group rules. Leave empty to allow everyone.
provider-form-required-claims = Required claims
    .help = Written as claim = value, one per line. If a claim is on several lines, any of these values is accepted. Only verified claims are considered.

## Accounts.

provider-form-accounts = Accounts and roles
    .about = Linking, profiles and administrators.
provider-form-linking = If an account already has this e-mail address
    .help = Trust addresses only if the provider controls them: anyone who can set an address there can take over the account that has it here.
    .verified-email = Link if the address is verified on both sides
    .trusted-email = Always link: trust the provider’s addresses
    .ask = Ask the person to sign in first
    .never = Never link by e-mail address
provider-form-profile-sync = Update profiles from the provider
    .first-sign-in = At the first sign-in
    .fill-empty = Where a field is still empty
    .every-sign-in = At every sign-in
provider-form-admin-email-domains = Administrators by e-mail domain
    .help = One per line. Everyone with a verified address in one of these domains is an administrator here.
provider-form-admin-groups = Administrators by group
    .help = One per line. People who leave the group lose their administrator rights.

## What is sent to the provider.

provider-form-request = Advanced: request options
    .about = Scopes, parameters, authentication requirements and callback path.
provider-form-scopes = Additional scopes
    .help = Separated by spaces. They are requested in addition to the scopes of the definition.
provider-form-authorize-params = Additional parameters
    .help = Written as name = value, one per line. They are added to the authorization request.
provider-form-required-acr = Required authentication context (acr)
    .help = One per line; any of them is accepted. It is requested, and checked when people return.
provider-form-max-age = Maximum age of the sign-in at the provider (seconds)
    .help = Leave empty for no limit. With 0, people have to sign in there every time.
provider-form-callback-path = Custom callback path
    .help = Starts with a slash. Use this if you move an application here and the provider already knows its callback URL.
provider-form-par = Pushed authorization requests (PAR)
    .help = With the default they are used whenever the provider’s metadata names the endpoint. Some providers demand them of single clients.
    .required = Always
    .auto = When offered
    .never = Never
provider-form-registration = Client registration
    .help = Without a client ID, the client registers itself if the provider supports it.
    .auto = Automatic
    .metadata-document = Client ID metadata document
    .dynamic = Dynamic registration
    .manual = By hand
provider-form-client-authentication = Client authentication
    .help = How the client secret or key is sent. Choose one if the provider registered this client for it alone.
    .none = Public client
provider-form-id-token-signed-response-alg = Signing algorithm of ID tokens
    .help = Leave the default to accept every algorithm that the provider’s metadata lists.
provider-form-by-definition = As the definition says
