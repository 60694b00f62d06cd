### The administration pages, except those about one provider.

admin-providers = Providers
admin-apps = Apps
admin-users = Users
admin-sessions = Sessions
admin-audit = Audit log
admin-statistics = Statistics
admin-configuration = Configuration
admin-search = Search
admin-empty = Nothing here yet.

## What has just been done.

admin-notice-saved = { $name } has been saved.
admin-notice-provider-deleted = { $name } has been deleted.
admin-notice-provider-enabled = { $name } is enabled.
admin-notice-provider-disabled = { $name } is disabled.
admin-notice-reordered = Order saved.
admin-notice-user-deleted = { $name } has been deleted.
admin-notice-user-disabled = { $name } is disabled.
admin-notice-user-enabled = { $name } is enabled.
admin-notice-user-promoted = { $name } is an administrator now.
admin-notice-user-demoted = { $name } has no administrator rights any more.
admin-notice-user-renamed = { $name } has the username { $username } now.
admin-notice-user-signed-out = { $name } has been signed out everywhere.
admin-notice-session-ended = The session of { $name } has ended.
admin-notice-reloaded = Configuration reloaded.

## Users and sessions.

admin-administrator = Administrator
admin-rights = Rights
admin-disabled = Disabled
admin-verified = verified
admin-last-sign-in = last sign-in { $time }
admin-never-signed-in = never signed in
admin-manage = Manage
admin-disable = Disable
admin-enable = Enable
admin-promote = Make administrator
admin-demote = Remove administrator rights
admin-delete-user = Delete permanently
admin-end-session = End session
admin-end-all-sessions = End all sessions
admin-application-id = Id in the application
admin-username = Username
admin-rename = Change username
# In place of a provider’s name.
admin-password = Password

## The audit log.

admin-time = Time
admin-actor = Actor
admin-event = Event
admin-outcome = Outcome
admin-any = Any
admin-success = Success
admin-failure = Failure
admin-provider = Provider
admin-person = Person
admin-since = From day
admin-until = To day
# $zone is the name of a time zone, such as Europe/Berlin.
admin-days-of = Days begin at midnight in the time zone { $zone }.
admin-about = About
admin-profile = Profile
admin-last-events = Last events
admin-all-events = Show all events
admin-all-users = All users
admin-address = IP address
admin-details = Details
admin-filter = Filter
admin-show-all = Show all
admin-export = Export as CSV

## Statistics.

admin-statistics-about = Sign-ins in the last 30 days, by provider and outcome. Choose a day to see its events.
# On every chart: what a bar of the full height means.
admin-scale = full height: { $count } a day
admin-succeeded = { $count } succeeded
admin-failed = { $count } failed
# $name is a provider or a day.
admin-chart = { $name }: { $succeeded } succeeded, { $failed } failed

## The configuration.

admin-configuration-status = Configuration status
    .about = The active configuration. Changes to files and in these pages are picked up automatically; you can reload at any time.
admin-version = Version { $number }
admin-definitions =
    { $official ->
        [one] { $official } official definition
       *[other] { $official } official definitions
    }, { $custom } custom
admin-reload = Reload
admin-reload-failed = The settings could not be reloaded. The previous ones are still active.
admin-problems = Problems
admin-no-problems = No problems.
admin-rules = Forward-auth rules
admin-rules-about = For applications behind a proxy. The first rule that fits a request decides; where none fits, everybody who is signed in is let through. They are changed in the configuration, and a change counts for the next request.
admin-no-rules = There are no rules: at applications behind a proxy, everybody who is signed in is let through.
admin-nodes = Nodes
    .about = The servers that share this database. Each writes down every minute what it works with; what differs from this one is named here.
admin-this-node = this node
admin-node-since = running since { $moment }
admin-node-seen = last seen { $moment }
admin-node-other-version = It runs another version than this node. Update all nodes to the same one.
admin-node-other-setting = Its configuration has another { $name } than this node.
admin-node-other-provider = Its configuration has another provider { $name } than this node.
admin-node-lacks-provider = Its configuration has no provider { $name }, this node has one.
admin-node-has-provider = Its configuration has a provider { $name }, this node has none.
admin-node-other-definition = It has another definition of { $name } than this node.
admin-node-lacks-definition = It has no definition of { $name }, this node has one.
admin-node-has-definition = It has a definition of { $name }, this node has none.
admin-node-lacks-key = It cannot read what this node encrypts: it does not have the key { $key }. Give all nodes the keys OLD,NEW first, and only then all of them NEW,OLD.
admin-node-has-key = It encrypts with the key { $key }, which this node does not have. Give all nodes the keys OLD,NEW first, and only then all of them NEW,OLD.
admin-node-clock-ahead = Its clock is { $seconds } seconds ahead of the database’s, so sign-ins between nodes fail. Synchronize it.
admin-node-clock-behind = Its clock is { $seconds } seconds behind the database’s, so sign-ins between nodes fail. Synchronize it.
admin-untrusted-proxy = All requests come from { $address } and carry X-Forwarded headers, which are ignored, so all people share one address in limits and logs. If that is your proxy, add this line below [network] in config.toml and restart: { $line }
admin-credential-ends = The credential { $credential } of { $provider } expires on { $date }. Make a new one at the provider, and enter it with its date.
admin-credential-ended = The credential { $credential } of { $provider } expired on { $date }. Make a new one at the provider, and enter it with its date.

## Tables.

admin-name = Name
admin-state = State
admin-enabled = Enabled
admin-seen = Last sign-in
admin-added = Added
admin-actions = Actions
admin-pages = Pages
admin-previous-page = Previous
admin-next-page = Next
# The first and the last row of this page, and how many there are.
admin-shown =
    { $count ->
        [0] Nothing found
       *[other] { $first }–{ $last } of { $count }
    }
admin-counted =
    { $count ->
        [0] Nothing found
        [one] 1 event
       *[other] { $count } events
    }
admin-more-than = More than { $count } events
admin-newer-events = Newer events
# A button that shows events as they happen.
admin-follow = Live
# In place of a provider.
admin-no-provider = None (password)

## The search over everything.

admin-search-about = Search pages, people, providers and apps
admin-nothing-found = Nothing has “{ $query }” in its name.
admin-add-provider = Add a provider
admin-add-app = Add an app
admin-access-requests = Requests for access

## API tokens.

admin-tokens = API tokens
    .about = Programs use them for the admin API. A token is made on the server, where it is shown once:
admin-expires = Expires
admin-expired = expired
admin-last-used = Last used
admin-never = never
admin-revoke = Revoke
admin-notice-token-revoked = The API token { $name } has been revoked.

## Below every page.

admin-documentation = Documentation
admin-api = Admin API

## How the pages look.

admin-branding = Branding
    .about = Try how the login page looks. Nothing is saved here: whoever runs the server copies the lines below into its configuration and restarts it.
    .text = Text below the heading
    .accent = Colour of buttons and links
    .links = Links below the buttons, one on each line
    .variables = Variables of the style sheet, one on each line
    .dark = The same for dark pages
    .show = Show
    .preview = Preview
    .lines = For the configuration
