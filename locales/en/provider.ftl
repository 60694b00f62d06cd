### The administration pages about providers.

## The list, and adding a provider.

provider-add = Add a provider
    .about = Choose what people should sign in with. If your provider isn’t listed, add a file that describes it to the definitions folder.
provider-find = Find a provider
provider-none-found = No matching provider.
provider-none-yet = No providers yet. Add your first one: you’ll need its address, a client ID and a client secret.
provider-official = Official
provider-custom = Custom
provider-unconfirmed = Not yet tried against the provider itself.
provider-needs = You need: { $credentials }.
provider-category-self-hosted = Things you run yourself
provider-category-companies = For organizations
provider-category-people = For people
provider-category-others = Others
provider-ready = Ready
provider-resolving = Connecting
provider-faulted = Error
provider-disabled = Disabled
# Next to “Ready”.
provider-older-version = older version
    .about = The version that was saved last cannot be used. The one before it still signs people in.
provider-enable = Enable { $name }
provider-disable = Disable { $name }
provider-move-up = Move { $name } up
provider-move-down = Move { $name } down
provider-edit = Edit
provider-view = View
provider-in-order = In the order of the buttons
provider-reorder = Drag rows to change the order of the buttons, or use the arrows.

## The form.

provider-id = ID
    .help = Used in URLs. It can’t be changed later.
provider-credentials = Credentials
provider-no-credentials = This definition needs no credentials.
provider-no-definition = The definition { $id } is missing, so it isn’t known which credentials this provider needs. What was saved is kept: restore the definition file, or delete the provider.
provider-save-and-enable = Save and enable
provider-create-and-enable = Add and enable
provider-not-enabled = Saved, not enabled yet.
    .about = Nobody sees it on the sign-in page until you enable it.
provider-secret-set = set
    .help = A secret is stored and never shown. Leave this field empty to keep it.
provider-expires-on = Expires on
    .help = The last day on which it can be used, as the provider says. You’ll be reminded 30, 7 and 1 days before.
provider-create = Add provider
provider-not-saved = Nothing was saved.
provider-registration = Client registration
    .again = Register again
    .about = The former client is forgotten. Do this if it has expired or was deleted at the provider, or after the provider has refused it.
    .expires = secret valid until
provider-issuer = Issuer

## Providers that the configuration manages. $place is a file with line and column, $key is a section such as providers.example.

provider-locked = Managed by the configuration: { $place }
    .about = To change this provider, edit [{ $key }] there. Changes take effect when the file is saved.
    .values = Values in the configuration

## Where a value comes from.

# $origin is a file with line and column.
provider-from = from { $origin }
provider-origin-default = default
provider-origin-admin = set here
provider-origin-discovery = from the provider’s metadata
provider-origin-plugin = from the plugin
provider-origin-environment = from the environment variable { $variable }

## Instructions for the provider’s own administration.

provider-guide = Set it up at the provider
provider-callback-url = Callback URL
provider-logout-url = Logout URL
provider-client-key = Public key of this client
provider-dpop-key = Public key that tokens are bound to (DPoP)
provider-tls-certificate = Certificate of this client (TLS)
provider-thumbprint = Thumbprint (SHA-256)

## Checking the settings.

provider-check = Check settings
    .about = Neither the check nor the test sign-in saves anything.
    .passed = All checks passed. You can enable it now.
    .failed = Some checks failed. Fix these problems first.
provider-step-ok = OK
provider-step-failed = Failed
provider-step-skipped = Not tested
provider-step-settings = Settings
provider-step-credentials = Credentials
provider-step-discovery = Discovery
provider-step-issuer = Issuer
provider-step-algorithms = Algorithms
provider-step-keys = Keys
provider-step-registration = Client registration
provider-step-pkce = PKCE
provider-step-client-authentication = Client ID and secret
provider-step-sender-constraint = Bound tokens
provider-step-authorization-request = Authorization request
provider-step-end-session = Sign-out at the provider
provider-step-callback-urls = Callback URLs

## Test sign-in.

provider-test-sign-in = Test sign-in
    .about = This was a test: nothing was created, linked or saved, and no one was signed in.
provider-test-server = { $title }, for the test sign-in
provider-back-to-form = Back to the form
provider-test-reachable = Provider reachable
provider-test-authorized = Returned with a valid response
provider-test-tokens = Tokens and keys received
provider-test-identity = Identity verified
provider-test-profile = Profile read
provider-test-policy = Allowed by the rules of this provider
provider-would-sign-in = This sign-in would use the account of { $name }, which is already linked.
provider-would-link = This sign-in would be linked to the account of { $name }, which has this e-mail address.
provider-would-create = This sign-in would create a new account.
provider-would-refuse = This sign-in would be refused: { $reason }
provider-would-administer = The account would have administrator rights.
provider-profile = Resulting profile
provider-groups-by-rules = Groups after the rules
provider-group-dropped = does not count
provider-claims = Received claims

## Problems: what happened, and what to do.

provider-problems = Problems
provider-stage-load = Could not read the file
provider-stage-parse = Could not parse the file
provider-stage-bind = Definition, settings and credentials don’t match
provider-stage-resolve = Could not connect to the provider
provider-stage-publish = Could not activate the provider
provider-fix-file = Fix the file at that position. It’s read again when you save it.
provider-fix-configuration = Change this value in the configuration. It’s read again when you save the file.
provider-fix-plugin = Choose another version of the plugin in the configuration. It’s read again when you save the file.
provider-fix-form = Change this value in the form, then save.
provider-fix-metadata = Check the address, and the metadata that the provider publishes there.
provider-fix-network = Check that the provider is running and that this server can reach it. Another attempt will be made automatically.
provider-fix-path = Choose another callback path for this provider.
provider-next-attempt = Next attempt: { $time }.

## Deleting a provider.

provider-delete = Delete provider
