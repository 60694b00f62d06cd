### What the audit log says, under the names of the events.

event-sign-in = Sign-in
event-sign-out = Sign-out
event-link = Provider linked
event-unlink = Provider unlinked
event-user-created = User created
event-user-changed = User changed
event-user-deleted = User deleted
event-factor-added = Second factor or passkey added
event-factor-removed = Second factor or passkey removed
event-address-lost = E-mail address lost to somebody else
event-session-revoked = Session ended
event-token-created = API token created
event-token-deleted = API token revoked
event-provider-created = Provider added
event-provider-changed = Provider changed
event-provider-deleted = Provider deleted
event-providers-reordered = Providers reordered
event-app-created = App added
event-app-changed = App changed
event-app-deleted = App deleted
event-app-revoked = Access of an app revoked
event-access-refused = Access refused
event-access-requested = Access requested
event-app-sign-in = Sign-in to an application
event-app-token-refused = Token of an application refused
event-app-logout = Sign-out not passed on to an application
