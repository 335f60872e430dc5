//! The credential that environment variables describe.

use std::fmt;

use zeroize::Zeroizing;

use super::entra::ClientSecretCredential;
use super::managed::{ManagedIdentityCredential, ManagedIdentityId};
use super::options::IdentityOptions;
use super::workload::WorkloadIdentityCredential;
use crate::auth::TokenSource;
use crate::auth::token::Fetched;
use crate::error::{Error, Result};

/// Reads one environment variable; `None` also for an empty one.
pub(super) type Variables<'a> = dyn Fn(&str) -> Option<String> + 'a;

pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";
const FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
const AUTHORITY: &str = "AZURE_AUTHORITY_HOST";

/// The credential that environment variables describe: the first of these rows whose variable is set.
///
/// | variable | credential | further variables |
/// |---|---|---|
/// | `AZURE_CLIENT_SECRET` | [`ClientSecretCredential`] | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` |
/// | `AZURE_FEDERATED_TOKEN_FILE` | [`WorkloadIdentityCredential`] | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` |
/// | none of them | [`ManagedIdentityCredential`] | `AZURE_CLIENT_ID` for a user-assigned identity, or none |
///
/// `AZURE_AUTHORITY_HOST` sets the authority URL, unless the options do. The choice is made once, when the credential is created:
/// when the chosen one fails, no other is used. `Debug` shows the choice.
pub struct EnvironmentCredential(Choice);

#[derive(Debug)]
enum Choice {
    Secret(ClientSecretCredential),
    Workload(WorkloadIdentityCredential),
    Managed(ManagedIdentityCredential),
}

impl EnvironmentCredential {
    /// Creates the credential; reads the environment variables.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the variable that is missing, or the
    /// argument or option at fault.
    pub fn new(options: &IdentityOptions) -> Result<Self> {
        Self::from_variables(options, &variable)
    }

    #[doc(hidden)]
    pub fn from_variables(options: &IdentityOptions, variables: &Variables<'_>) -> Result<Self> {
        let mut options = options.clone();
        if options.authority_url.is_none() {
            // As the platform writes it: with a slash at the end.
            options.authority_url = variables(AUTHORITY);
        }
        let required = |name: &'static str, with: &str| {
            variables(name)
                .ok_or_else(|| Error::invalid(name, format_args!("must be set, since {with} is")))
        };
        if let Some(secret) = variables(SECRET).map(Zeroizing::new) {
            let (tenant, client) = (required(TENANT, SECRET)?, required(CLIENT, SECRET)?);
            let credential = ClientSecretCredential::new(&tenant, &client, &secret, &options)?;
            return Ok(Self(Choice::Secret(credential)));
        }
        if let Some(file) = variables(FILE) {
            let (tenant, client) = (required(TENANT, FILE)?, required(CLIENT, FILE)?);
            let credential = WorkloadIdentityCredential::new(&tenant, &client, file, &options)?;
            return Ok(Self(Choice::Workload(credential)));
        }
        let id = match variables(CLIENT) {
            Some(client) => ManagedIdentityId::ClientId(client),
            None => ManagedIdentityId::SystemAssigned,
        };
        let credential = ManagedIdentityCredential::from_variables(&id, &options, variables)?;
        Ok(Self(Choice::Managed(credential)))
    }
}

impl TokenSource for EnvironmentCredential {
    fn token(&self) -> Fetched {
        match &self.0 {
            Choice::Secret(credential) => credential.token(),
            Choice::Workload(credential) => credential.token(),
            Choice::Managed(credential) => credential.token(),
        }
    }
}

impl fmt::Debug for EnvironmentCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EnvironmentCredential")
            .field(&self.0)
            .finish()
    }
}
