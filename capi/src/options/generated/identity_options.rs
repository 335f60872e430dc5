//! Options of tokens that the library obtains: cloud, authority, timeouts, trust.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::identity::IdentityOptions;

use crate::options::names::*;

/// Options of tokens that the library obtains: cloud, authority, timeouts, trust.
pub struct acs_identity_options_t(pub(crate) Options<IdentityOptions>);

impl Checked for IdentityOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_identity_options_t, IdentityOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_identity_options_new() -> *mut acs_identity_options_t {
    make(move || acs_identity_options_t(Options::new(IdentityOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_free(
    options: *mut acs_identity_options_t,
) {
    free(options);
}

/// Sets the cloud whose Microsoft Entra issues the tokens: ACS_CLOUD_PUBLIC,
/// ACS_CLOUD_US_GOVERNMENT, ACS_CLOUD_CHINA. Default: ACS_CLOUD_PUBLIC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_cloud(
    options: *mut acs_identity_options_t,
    cloud: c_int,
) -> acs_status_t {
    set(
        options,
        field::CLOUD,
        move |field| constants::cloud(cloud, field),
        IdentityOptions::cloud,
    )
}

/// Sets the URL of Microsoft Entra, in place of the cloud's: https, or http to this machine,
/// without a path. Default: that of the cloud.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_authority_url(
    options: *mut acs_identity_options_t,
    authority_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::AUTHORITY_URL, authority_url, IdentityOptions::authority_url)
}

/// Sets the scope of the tokens, which ends in /.default. Default:
/// "https://communication.azure.com//.default" in every cloud. Managed identities request the
/// part before as their resource.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_scope(
    options: *mut acs_identity_options_t,
    scope: *const c_char,
) -> acs_status_t {
    set_text(options, field::SCOPE, scope, IdentityOptions::scope)
}

/// Sets the total timeout of obtaining a token, retries and pauses included: 1 to 3,600,000 ms.
/// Default: 10,000. It is never longer than what is left of the request that needs the token, and
/// 3 s at most while the token before it is still valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_timeout_ms(
    options: *mut acs_identity_options_t,
    timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::TIMEOUT, timeout_ms, IdentityOptions::timeout)
}

/// Sets the timeout of a name lookup, and of connecting, TLS included: 1 to 3,600,000 ms.
/// Default: 5,000. To the instance metadata service of a virtual machine it is 1 s at most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_connect_timeout_ms(
    options: *mut acs_identity_options_t,
    connect_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::CONNECT_TIMEOUT, connect_timeout_ms, IdentityOptions::connect_timeout)
}

/// Sets the maximum number of retries: 0 to 20. Default: 3.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_max_retries(
    options: *mut acs_identity_options_t,
    max_retries: i64,
) -> acs_status_t {
    set_count(options, field::MAX_RETRIES, max_retries, IdentityOptions::max_retries)
}

/// Sets the certificates that are trusted; they are read when the token object is created.
/// Default: ACS_TRUST_BUILT_IN.
///
/// @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
/// @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
///     for ACS_TRUST_PEM_FILE, NULL for the other kinds
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_trust_roots(
    options: *mut acs_identity_options_t,
    kind: c_int,
    pem: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::TRUST_ROOTS,
        move |field| read::trust_roots(field, kind, pem),
        IdentityOptions::trust_roots,
    )
}

/// Sets the proxy to Microsoft Entra: "http://user:password@proxy.example:3128", or https:// for
/// TLS to the proxy; without a port, 80 or 443. Default: none; the environment is not read.
/// Managed identities never use it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_proxy_url(
    options: *mut acs_identity_options_t,
    proxy_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::PROXY_URL, proxy_url, IdentityOptions::proxy_url)
}

/// Sets the address of the instance metadata service, for tests: https, or http to this machine
/// or a private network, without a path. Default: "http://169.254.169.254".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_identity_options_set_imds_url(
    options: *mut acs_identity_options_t,
    imds_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::IMDS_URL, imds_url, IdentityOptions::imds_url)
}
