//! What to do about errors of Microsoft Entra and of managed identities.
//!
//! Sources: Microsoft's page on AADSTS error codes, which says that codes may change, so they
//! choose a hint and nothing else; Microsoft's page on managed identities of virtual machines, with its table of
//! responses; MSAL.NET's tests of App Service.

use super::response::Refusal;
use super::session::Issuer;

pub(super) const NO_IMDS: &str = "Nothing responds at the address of the instance metadata service: this is not an Azure virtual machine, or a firewall or a container network blocks it. Use a client secret or workload identity elsewhere";

/// The response is not one of a token server.
pub(super) fn on_other_server(issuer: Issuer) -> &'static str {
    match issuer {
        Issuer::Entra => {
            "Something else than Microsoft Entra responded: check the authority url, and proxies on the way"
        }
        _ => {
            "Something else than a managed identity endpoint responded: check that this is an Azure machine"
        }
    }
}

pub(super) fn on_refusal(issuer: Issuer, refusal: &Refusal) -> Option<&'static str> {
    if (300..400).contains(&refusal.status) {
        return Some("Redirects are not followed, since a credential would be sent there");
    }
    let by_code = refusal.aadsts.and_then(on_aadsts);
    by_code.or_else(|| match issuer {
        Issuer::Entra => on_entra(refusal),
        _ => on_managed(issuer, refusal),
    })
}

fn on_aadsts(code: u32) -> Option<&'static str> {
    Some(match code {
        7_000_215 => {
            "The client secret is wrong: use its value, which the portal shows once, not its ID"
        }
        7_000_222 => "The client secret has expired: create a new one in the app registration",
        700_016 => "No application has this client id in this tenant: check both",
        7_000_112 => "The application is disabled in the tenant: enable its service principal",
        90_002 | 900_023 | 900_021 => {
            "There is no such tenant in this cloud: check the tenant id, and the cloud"
        }
        70_011 | 1_002_012 => {
            "The scope is wrong: it must be a resource followed by /.default, such as https://communication.azure.com//.default"
        }
        500_011 | 50_001 | 650_057 => {
            "The tenant does not know the resource of the scope: check scope, tenant and cloud"
        }
        7_000_218 => "The request had no client secret or assertion that Entra accepts",
        50_012 | 50_027 | 700_027 => {
            "The client assertion is malformed, or its signature does not fit the application"
        }
        700_024 | 50_013 => {
            "The client assertion is not valid now: check the clock, and that the file of the token is renewed"
        }
        70_021 | 700_211..=700_213 | 7_002_131 => {
            "No federated credential of the application fits issuer, subject and audience of the token: compare them in the app registration"
        }
        50_105 | 501_051 => "The application is not assigned to the resource: assign it a role",
        53_003 | 53_000..=53_002 | 530_035 => {
            "A conditional access policy blocks this identity: ask the administrator of the tenant"
        }
        _ => return None,
    })
}

fn on_entra(refusal: &Refusal) -> Option<&'static str> {
    Some(match (refusal.error.as_deref(), refusal.status) {
        (Some("invalid_client"), _) => {
            "The secret or assertion of the application is refused: check it, and that it has not expired"
        }
        (Some("unauthorized_client"), _) => {
            "The application may not use this grant, or is unknown in this tenant: check client id and tenant id"
        }
        (Some("invalid_scope" | "invalid_resource"), _) => {
            "Check the scope, and that the cloud is that of the tenant"
        }
        (Some("invalid_request" | "unsupported_grant_type" | "invalid_grant"), _) => {
            "Check tenant id, client id and authority url"
        }
        (Some("access_denied" | "interaction_required" | "consent_required"), _) => {
            "The administrator of the tenant must allow this application"
        }
        (_, 429) => "Too many tokens were requested: share one client, which caches its token",
        (Some("temporarily_unavailable"), _) | (_, 500..=599) => {
            "Microsoft Entra is temporarily unavailable"
        }
        (None, _) => on_other_server(Issuer::Entra),
        _ => return None,
    })
}

fn on_managed(issuer: Issuer, refusal: &Refusal) -> Option<&'static str> {
    let says = |words: &str| {
        let description = refusal.description.as_deref().unwrap_or_default();
        description.to_ascii_lowercase().contains(words)
    };
    Some(match refusal.status {
        400 if says("multiple user assigned") => {
            "This machine has several user-assigned identities: set the client id of one of them"
        }
        400 if says("identity not found") || says("managed identity found") => {
            "This machine has no such identity: assign one to it in the portal, or check the client id; a new one may take minutes to appear"
        }
        400 => "Check the id of the managed identity, and the scope",
        401 if issuer == Issuer::AppService => {
            "IDENTITY_HEADER does not fit: it changes when the app restarts, so create the credential in the app itself"
        }
        401 | 403 => "This process may not use the managed identity of the machine",
        404 => {
            "There is no managed identity endpoint at this address: this is no Azure machine, or it is being updated"
        }
        410 => "The instance metadata service is being updated, which takes up to 70 s",
        429 => {
            "Too many tokens were requested from this machine: share one client, which caches its token"
        }
        500..=599 => "The managed identity endpoint is temporarily unavailable",
        _ => return None,
    })
}
