### Questions before something is done: whom or what it is about, and what comes of it.

## Consequences that several questions share.

confirm-sessions =
    { $count ->
        [0] No session is open, so none ends.
        [one] 1 session ends at once.
       *[other] { $count } sessions end at once.
    }
confirm-people =
    { $count ->
        [0] Nobody is linked to it.
        [one] 1 person is linked to it.
       *[other] { $count } people are linked to it.
    }
confirm-app-people =
    { $count ->
        [0] Nobody uses it yet.
        [one] 1 person uses it.
        [200] 200 people or more use it.
       *[other] { $count } people use it.
    }
confirm-links =
    { $count ->
        [0] No provider is linked to the account.
        [one] 1 linked provider is removed from the account.
       *[other] { $count } linked providers are removed from the account.
    }
confirm-tokens =
    { $count ->
        [0] No personal access token ends.
        [one] 1 personal access token ends at once.
       *[other] { $count } personal access tokens end at once.
    }
confirm-no-undo = This cannot be undone.

## A user. $name is the person’s name.

confirm-delete-user = Delete { $name } permanently?
    .username = Nobody else will get the username { $username }.
    .yes = Delete permanently
confirm-disable-user = Disable { $name }?
    .about = They cannot sign in, and applications turn them away, until you enable them again.
    .yes = Disable
confirm-promote = Make { $name } an administrator?
    .about = Administrators can change every provider, every user and everything else here.
    .yes = Make administrator
confirm-demote = Remove the administrator rights of { $name }?
    .about = Rights that a provider grants come back at the next sign-in by it.
    .yes = Remove administrator rights
confirm-sign-out-user = End all sessions of { $name }?
    .about = They can sign in again.
    .yes = End all sessions
confirm-rename = Change the username of { $name } to { $username }?
    .about = When you opened the page it was { $before }. Somebody else has changed it to { $now }.
    .yes = Change username

## A provider.

confirm-delete-provider = Delete { $name }?
    .about = Links are kept and work again if you add the same provider back. What it granted, such as groups and administrator rights, ends.
    .yes = Delete provider
confirm-delete-app = Delete { $name }?
    .about = Its secrets and everything that people have let it have go with it, and nobody can sign in to it any more.
    .yes = Delete app
confirm-disable-provider = Disable { $name }?
    .about = Nobody can sign in with it until you enable it again. What it granted ends.
    .yes = Disable provider

## One’s own account.

confirm-unlink = Unlink { $provider }?
    .about = You won’t be able to sign in with it any more.
    .yes = Unlink { $provider }
confirm-end-others = End all other sessions?
    .about = You stay signed in here.
    .yes = End all other sessions

## The order of the providers.

confirm-reorder = Change the order?
    .now = Somebody else has changed it meanwhile. It is now: { $order }.
    .yours = With your change it would be: { $order }.
    .yes = Save my order

## An API token.

confirm-revoke-token = Revoke the API token { $name }?
    .about = Programs that use it are refused at once.
    .yes = Revoke
