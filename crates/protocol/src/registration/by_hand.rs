//! Whether a client is registered by hand, or registers itself. Pure.

use vestibule_core::registration::RegistrationMethod;

use crate::binding::Binding;

impl Binding<'_> {
    /// Whether an administrator has registered the client: a client id is entered, the settings say so, or the credentials
    /// schema asks for one. What does not fit together is a violation.
    pub(crate) fn is_registered_by_hand(&mut self) -> bool {
        let entered = self.credential("client_id").is_some();
        let required = self.input.schema.requires("client_id");
        match self.input.settings.registration {
            Some(RegistrationMethod::Manual) => true,
            Some(method) if entered => {
                let detail = format!(
                    "a client ID is entered, so the client is registered by hand: remove `client_id`, or `registration = \"{}\"`",
                    method.as_str()
                );
                self.bad.push("/settings/registration", detail);
                true
            }
            Some(method) if required => {
                let detail = format!("`{}` does not work here: the definition asks for a client ID", method.as_str());
                self.bad.push("/settings/registration", detail);
                true
            }
            Some(_) => false,
            None if entered || required => true,
            None => {
                let has_proof = self.has_proof();
                if has_proof {
                    let detail = "Client ID is missing: a secret or key belongs to a client that is registered. Without \
                                  both, the client registers itself";
                    self.refuse_credential("client_id", detail);
                }
                has_proof
            }
        }
    }

    /// A secret or a key belongs to a client that is registered already: its id is missing.
    fn has_proof(&self) -> bool {
        ["client_secret", "private_key"].into_iter().any(|name| self.input.credentials.value(name).is_some())
    }
}
