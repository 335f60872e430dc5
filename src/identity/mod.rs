//! Credentials that obtain bearer tokens of Microsoft Entra themselves. They need feature `tls`: secrets and tokens
//! are sent by https.
//!
//! | credential | for | what it sends |
//! |---|---|---|
//! | [`ClientSecretCredential`] | an app registration with a secret | the secret, to Microsoft Entra |
//! | [`WorkloadIdentityCredential`] | Kubernetes with workload identity | the token of a file, read again for each token |
//! | [`ClientAssertionCredential`] | other federated identities, certificates | a JWT that the program returns |
//! | [`ManagedIdentityCredential`] | virtual machines, App Service, Container Apps, Azure Arc | nothing secret of the program |
//! | [`EnvironmentCredential`] | the one of these that environment variables describe | |
//!
//! Each is a [`TokenSource`](crate::auth::TokenSource), passed to a client with
//! [`Credential::token`](crate::options::Credential::token). The client caches the token, and obtains the
//! next one ahead of expiry: five minutes before, or halfway through the lifetime of tokens valid two hours or
//! longer. One thread does so while the others use the token before it, which stays in use until it expires
//! when obtaining a new one fails.
//!
//! A request for a token is part of the request that needs it: it is retried, limited in time and
//! canceled with it. Creating a credential sends nothing.
//!
//! ```no_run
//! use acs_call_automation::CallAutomationClient;
//! use acs_call_automation::identity::{ClientSecretCredential, IdentityOptions};
//! use acs_call_automation::options::{ClientOptions, Credential};
//! let secret = ClientSecretCredential::new(
//!     "11111111-2222-3333-4444-555555555555",
//!     "66666666-7777-8888-9999-000000000000",
//!     "the value of the secret",
//!     &IdentityOptions::new(),
//! )?;
//! let client = CallAutomationClient::new(
//!     "https://NAME.communication.azure.com",
//!     Credential::token(secret),
//!     &ClientOptions::new(),
//! )?;
//! # Ok::<(), acs_call_automation::Error>(())
//! ```
//!
//! The identity needs a role on the Communication Services resource, such as Contributor; without one the
//! service returns 401 or 403 although there is a token.
//!
//! [`TokenVerifier`] is the other direction: it verifies the tokens that the service signs, in callbacks and
//! websocket upgrades.
//!
//! Secrets and tokens are wiped from memory when dropped, except for copies in the buffers of the HTTP client and of
//! TLS. They are in no `Debug` output, error or log line of this library.
//!
//! Sources: Microsoft's pages on the client credentials grant, on AADSTS error codes, on
//! managed identities of virtual machines, App Service and Azure Arc, and the retry rules of MSAL.NET
//! (its page "IMDS Error Handling and Retry Strategy").

#[cfg(feature = "tls")]
mod advice;
#[cfg(feature = "tls")]
mod arc;
#[cfg(feature = "tls")]
mod entra;
#[cfg(feature = "tls")]
mod environment;
#[cfg(feature = "tls")]
mod managed;
#[cfg_attr(not(feature = "tls"), allow(dead_code))]
mod options;
#[cfg(feature = "tls")]
mod response;
#[cfg(feature = "tls")]
mod session;
mod verifier;
#[cfg(feature = "tls")]
mod workload;

#[cfg(feature = "tls")]
pub use entra::{ClientAssertionCredential, ClientSecretCredential};
#[cfg(feature = "tls")]
pub use environment::EnvironmentCredential;
#[cfg(feature = "tls")]
pub use managed::{ManagedIdentityCredential, ManagedIdentityId};
pub use options::{AzureCloud, IdentityOptions};
pub use verifier::{TokenRefusal, TokenVerifier, TokenVerifierOptions};
#[cfg(feature = "tls")]
pub use workload::WorkloadIdentityCredential;
