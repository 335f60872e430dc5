//! Which tokens of the service are accepted, and where the keys to verify them with are fetched.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::identity::TokenVerifierOptions;

use crate::options::names::*;

/// Which tokens of the service are accepted, and where the keys to verify them with are fetched.
pub struct acs_token_verifier_options_t(pub(crate) Options<TokenVerifierOptions>);

impl Checked for TokenVerifierOptions {
    fn check(&self) -> Result<()> {
        Self::check(self)
    }
}

holds!(acs_token_verifier_options_t, TokenVerifierOptions);

/// Creates options for the tokens of one resource of Communication Services, with all defaults.
///
/// @param audience the immutable resource id (a GUID), compared exactly
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_new(
    audience: *const c_char,
) -> *mut acs_token_verifier_options_t {
    make(move || acs_token_verifier_options_t(Options::made(text(audience, field::AUDIENCE).map(TokenVerifierOptions::new))))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_free(
    options: *mut acs_token_verifier_options_t,
) {
    free(options);
}

/// Sets the issuer of the tokens, compared exactly. Default:
/// "https://acscallautomation.communication.azure.com".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_set_issuer(
    options: *mut acs_token_verifier_options_t,
    issuer: *const c_char,
) -> acs_status_t {
    set_text(options, field::ISSUER, issuer, TokenVerifierOptions::issuer)
}

/// Sets the URL of the issuer's OpenID configuration, which names that of its keys: https://...,
/// or http://... on this machine. Default: that of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_set_openid_configuration_url(
    options: *mut acs_token_verifier_options_t,
    openid_configuration_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPENID_CONFIGURATION_URL, openid_configuration_url, TokenVerifierOptions::openid_configuration_url)
}

/// Sets the certificates that are trusted when the keys are fetched. Default: ACS_TRUST_BUILT_IN.
///
/// @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
/// @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
///     for ACS_TRUST_PEM_FILE, NULL for the other kinds
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_set_trust_roots(
    options: *mut acs_token_verifier_options_t,
    kind: c_int,
    pem: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::TRUST_ROOTS,
        move |field| read::trust_roots(field, kind, pem),
        TokenVerifierOptions::trust_roots,
    )
}

/// Sets the http proxy through which the keys are fetched:
/// "http://user:password@proxy.example:3128". Default: none; the environment is not read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_options_set_proxy_url(
    options: *mut acs_token_verifier_options_t,
    proxy_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::PROXY_URL, proxy_url, TokenVerifierOptions::proxy_url)
}
