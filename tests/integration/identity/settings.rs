//! Which arguments, options and environments are accepted, and what they select.

use acs_call_automation::ErrorKind;
use acs_call_automation::auth::TokenSource;
use acs_call_automation::identity::{
    AzureCloud, ClientSecretCredential, EnvironmentCredential, IdentityOptions,
    WorkloadIdentityCredential,
};

use super::*;

#[test]
fn bad_arguments_are_named_before_anything_is_sent() {
    let good = IdentityOptions::new;
    for (tenant, client, secret, options, field) in [
        ("", CLIENT, SECRET, good(), "tenant id"),
        ("a/b", CLIENT, SECRET, good(), "tenant id"),
        ("..", CLIENT, SECRET, good(), "tenant id"),
        ("a?b", CLIENT, SECRET, good(), "tenant id"),
        (TENANT, "", SECRET, good(), "client id"),
        (TENANT, "a b", SECRET, good(), "client id"),
        (TENANT, CLIENT, "", good(), "client secret"),
        (TENANT, CLIENT, "secret-x\n", good(), "client secret"),
        (TENANT, CLIENT, "secret\0x", good(), "client secret"),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().authority_url("http://login.example.com"),
            "authority url",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().authority_url("https://login.example.com/path"),
            "authority url",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().authority_url("login.example.com"),
            "authority url",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().scope("https://communication.azure.com"),
            "scope",
        ),
        (TENANT, CLIENT, SECRET, good().scope("/.default"), "scope"),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().timeout(Duration::ZERO),
            "timeout",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().connect_timeout(seconds(4000)),
            "connect timeout",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().max_retries(21),
            "max retries",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().imds_url("http://metadata.example.com"),
            "imds url",
        ),
        (
            TENANT,
            CLIENT,
            SECRET,
            good().proxy_url("nonsense://"),
            "proxy url",
        ),
    ] {
        let error = ClientSecretCredential::new(tenant, client, secret, &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.field(), Some(field), "{error}");
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("secret-x") && !text.contains(SECRET),
            "{text}"
        );
    }
    let error = WorkloadIdentityCredential::new(TENANT, CLIENT, "", &good()).unwrap_err();
    assert_eq!(error.field(), Some("token file"));
}

#[test]
fn each_cloud_has_its_own_authority() {
    // As in the official identity libraries.
    for (cloud, url) in [
        (AzureCloud::Public, "https://login.microsoftonline.com"),
        (AzureCloud::UsGovernment, "https://login.microsoftonline.us"),
        (AzureCloud::China, "https://login.chinacloudapi.cn"),
    ] {
        assert_eq!(cloud.authority_url(), url);
        let options = IdentityOptions::new().cloud(cloud);
        ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap();
    }
}

fn environment(
    variables: &[(&str, &str)],
    options: &IdentityOptions,
) -> acs_call_automation::Result<EnvironmentCredential> {
    EnvironmentCredential::from_variables(options, &|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn the_environment_selects_one_credential() {
    let tenant = ("AZURE_TENANT_ID", TENANT);
    let client = ("AZURE_CLIENT_ID", CLIENT);
    let secret = ("AZURE_CLIENT_SECRET", SECRET);
    let file = ("AZURE_FEDERATED_TOKEN_FILE", "/var/run/secrets/token");
    for (variables, choice) in [
        (vec![tenant, client, secret], "ClientSecretCredential"),
        (vec![tenant, client, secret, file], "ClientSecretCredential"),
        (vec![tenant, client, file], "WorkloadIdentityCredential"),
        (vec![client], "ManagedIdentityCredential"),
        (vec![tenant], "ManagedIdentityCredential"),
        (vec![], "ManagedIdentityCredential"),
    ] {
        let text = format!(
            "{:?}",
            environment(&variables, &IdentityOptions::new()).unwrap()
        );
        assert!(text.contains(choice), "{text}");
        assert!(!text.contains(SECRET), "{text}");
    }
    for (variables, missing) in [
        (vec![secret], "AZURE_TENANT_ID"),
        (vec![secret, tenant], "AZURE_CLIENT_ID"),
        (vec![file, client], "AZURE_TENANT_ID"),
        (vec![file, tenant], "AZURE_CLIENT_ID"),
    ] {
        let error = environment(&variables, &IdentityOptions::new()).unwrap_err();
        assert_eq!(error.field(), Some(missing), "{error}");
        assert!(!error.to_string().contains(SECRET));
    }
}

#[test]
fn the_environment_names_the_authority_unless_the_options_do() {
    let (named, other, clock) = (
        server(vec![token("t", HOUR)]),
        server(vec![token("t", HOUR)]),
        clock(),
    );
    let url = format!("{}/", named.endpoint());
    let variables = [
        ("AZURE_TENANT_ID", TENANT),
        ("AZURE_CLIENT_ID", CLIENT),
        ("AZURE_CLIENT_SECRET", SECRET),
        ("AZURE_AUTHORITY_HOST", url.as_str()),
    ];
    let options = IdentityOptions::new().clock(clock);
    environment(&variables, &options).unwrap().token().unwrap();
    assert_eq!((named.requests().len(), other.requests().len()), (1, 0));
    let options = options.authority_url(other.endpoint());
    environment(&variables, &options).unwrap().token().unwrap();
    assert_eq!((named.requests().len(), other.requests().len()), (1, 1));
}
