//! Bearer tokens of Microsoft Entra that the library obtains itself.

use std::ffi::{c_char, c_int};

use super::arguments::optional_text;
use super::error::acs_error_t;
use super::guard::{Outcome, guard, slot, text};
use super::options::{acs_identity_options_t, options};
use super::status::acs_status_t;
use super::token::acs_token_t;
use acs_call_automation::identity::IdentityOptions;

/// The identity of the machine itself; where it has none, its only user-assigned one.
pub const ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED: c_int = 0;
/// A user-assigned identity, by its client id.
pub const ACS_MANAGED_IDENTITY_CLIENT_ID: c_int = 1;
/// A user-assigned identity, by the object id of its principal.
pub const ACS_MANAGED_IDENTITY_OBJECT_ID: c_int = 2;
/// A user-assigned identity, by its resource id: "/subscriptions/...".
pub const ACS_MANAGED_IDENTITY_RESOURCE_ID: c_int = 3;

/// Creates a token that the library obtains with the secret of an app registration. Nothing is
/// sent until a request needs a token; it is refreshed five minutes before it expires, at
/// half-life for tokens of two hours or more.
///
/// @param tenant_id     the GUID of the tenant, or one of its domains
/// @param client_id     the application (client) id
/// @param client_secret the value of the secret, not its id; it is wiped from memory when the
///                      token object and its clients are freed
/// @return ACS_SYSTEM when the system's certificates cannot be read; ACS_UNSUPPORTED in a library
///         built without TLS
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_from_client_secret(
    tenant_id: *const c_char,
    client_id: *const c_char,
    client_secret: *const c_char,
    identity_options: *const acs_identity_options_t,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    obtain(identity_options, token, error, move |options| {
        let (tenant, client) = (text(tenant_id, "tenant id")?, text(client_id, "client id")?);
        let secret = text(client_secret, "client secret")?;
        credentials::client_secret(tenant, client, secret, options)
    })
}

/// Creates a token that the library obtains with the token of a Kubernetes cluster (workload
/// identity), otherwise as acs_token_from_client_secret.
///
/// @param tenant_id  as acs_token_from_client_secret
/// @param client_id  that of the app registration or of the user-assigned identity
/// @param token_file the path that AZURE_FEDERATED_TOKEN_FILE names; it is read again for each
///                   token, since the cluster replaces it
/// @return as acs_token_from_client_secret
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_from_workload_identity(
    tenant_id: *const c_char,
    client_id: *const c_char,
    token_file: *const c_char,
    identity_options: *const acs_identity_options_t,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    obtain(identity_options, token, error, move |options| {
        let (tenant, client) = (text(tenant_id, "tenant id")?, text(client_id, "client id")?);
        let file = text(token_file, "token file")?;
        credentials::workload_identity(tenant, client, file, options)
    })
}

/// Creates a token of the managed identity of this machine, otherwise as
/// acs_token_from_client_secret. Reads the environment: IDENTITY_ENDPOINT and IDENTITY_HEADER are
/// those of App Service, Functions and Container Apps; IDENTITY_ENDPOINT and IMDS_ENDPOINT of
/// Azure Arc; without them the instance metadata service of a virtual machine is used.
///
/// @param kind ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED, ACS_MANAGED_IDENTITY_CLIENT_ID,
///             ACS_MANAGED_IDENTITY_OBJECT_ID or ACS_MANAGED_IDENTITY_RESOURCE_ID
/// @param id   the id of that kind; NULL for ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED
/// @return as acs_token_from_client_secret
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_from_managed_identity(
    kind: c_int,
    id: *const c_char,
    identity_options: *const acs_identity_options_t,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    obtain(identity_options, token, error, move |options| {
        credentials::managed_identity(kind, optional_text(id, "id")?, options)
    })
}

/// Creates a token by the environment variables of the official identity libraries. With
/// AZURE_CLIENT_SECRET as acs_token_from_client_secret, with AZURE_FEDERATED_TOKEN_FILE as
/// acs_token_from_workload_identity, both with AZURE_TENANT_ID and AZURE_CLIENT_ID; otherwise as
/// acs_token_from_managed_identity, with the client id of AZURE_CLIENT_ID if it is set.
/// AZURE_AUTHORITY_HOST sets the authority URL, unless the options do. The variables are read
/// now; when the chosen way fails, no other is used.
///
/// @return as acs_token_from_client_secret; ACS_INVALID_INPUT also names a variable that is missing
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_from_environment(
    identity_options: *const acs_identity_options_t,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    obtain(identity_options, token, error, credentials::environment)
}

/// Stores the token that a credential with these options obtains.
unsafe fn obtain(
    identity_options: *const acs_identity_options_t,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
    credential: impl Fn(&IdentityOptions) -> Outcome<acs_token_t>,
) -> acs_status_t {
    guard(error, move || {
        let token = slot(token, "token")?;
        let options = options(identity_options)?;
        let obtained = credential(&options)?;
        token.put(|| obtained);
        Ok(())
    })
}

#[cfg(feature = "tls")]
mod credentials {
    use std::ffi::c_int;

    use super::*;
    use acs_call_automation::identity::{
        ClientSecretCredential, EnvironmentCredential, ManagedIdentityCredential,
        ManagedIdentityId, WorkloadIdentityCredential,
    };
    use acs_call_automation::{Error, Result};

    pub(super) fn client_secret(
        tenant: &str,
        client: &str,
        secret: &str,
        options: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        let credential = ClientSecretCredential::new(tenant, client, secret, options)?;
        Ok(acs_token_t::obtained(credential))
    }

    pub(super) fn workload_identity(
        tenant: &str,
        client: &str,
        file: &str,
        options: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        let credential = WorkloadIdentityCredential::new(tenant, client, file, options)?;
        Ok(acs_token_t::obtained(credential))
    }

    pub(super) fn managed_identity(
        kind: c_int,
        id: Option<&str>,
        options: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        let credential = ManagedIdentityCredential::new(&identity_of(kind, id)?, options)?;
        Ok(acs_token_t::obtained(credential))
    }

    pub(super) fn environment(options: &IdentityOptions) -> Outcome<acs_token_t> {
        Ok(acs_token_t::obtained(EnvironmentCredential::new(options)?))
    }

    fn identity_of(kind: c_int, id: Option<&str>) -> Result<ManagedIdentityId> {
        match (kind, id.map(str::to_owned)) {
            (ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED, None) => Ok(ManagedIdentityId::SystemAssigned),
            (ACS_MANAGED_IDENTITY_CLIENT_ID, Some(id)) => Ok(ManagedIdentityId::ClientId(id)),
            (ACS_MANAGED_IDENTITY_OBJECT_ID, Some(id)) => Ok(ManagedIdentityId::ObjectId(id)),
            (ACS_MANAGED_IDENTITY_RESOURCE_ID, Some(id)) => Ok(ManagedIdentityId::ResourceId(id)),
            _ => Err(Error::invalid(
                "kind",
                "must be ACS_MANAGED_IDENTITY_CLIENT_ID, _OBJECT_ID or _RESOURCE_ID with an id, or \
                 ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED without",
            )),
        }
    }
}

/// A library without TLS can send neither secrets nor tokens.
#[cfg(not(feature = "tls"))]
mod credentials {
    use std::ffi::c_int;

    use super::*;
    use acs_call_automation::Error;

    fn unsupported() -> Outcome<acs_token_t> {
        Err(Error::unsupported("token", "tls").into())
    }

    pub(super) fn client_secret(
        _: &str,
        _: &str,
        _: &str,
        _: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        unsupported()
    }

    pub(super) fn workload_identity(
        _: &str,
        _: &str,
        _: &str,
        _: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        unsupported()
    }

    pub(super) fn managed_identity(
        _: c_int,
        _: Option<&str>,
        _: &IdentityOptions,
    ) -> Outcome<acs_token_t> {
        unsupported()
    }

    pub(super) fn environment(_: &IdentityOptions) -> Outcome<acs_token_t> {
        unsupported()
    }
}
