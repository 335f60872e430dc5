//! Managed identities: the metadata service of virtual machines, App Service, Azure Arc.

use acs_call_automation::ErrorKind;
use acs_call_automation::auth::TokenSource;
use acs_call_automation::identity::{ManagedIdentityCredential, ManagedIdentityId};

use super::*;
use crate::recorder::response;

const HEADER: &str = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";

fn machine(
    server: &Recorder,
    clock: &Clock,
    id: &ManagedIdentityId,
    variables: &[(&str, String)],
) -> acs_call_automation::Result<ManagedIdentityCredential> {
    ManagedIdentityCredential::from_variables(id, &options(server, clock), &|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    })
}

fn vm(server: &Recorder, clock: &Clock) -> ManagedIdentityCredential {
    machine(server, clock, &ManagedIdentityId::SystemAssigned, &[]).unwrap()
}

fn app_service(server: &Recorder) -> Vec<(&'static str, String)> {
    vec![
        (
            "IDENTITY_ENDPOINT",
            format!("{}/msi/token", server.endpoint()),
        ),
        ("IDENTITY_HEADER", HEADER.to_owned()),
    ]
}

#[test]
fn a_virtual_machine_gets_its_token_from_the_metadata_service() {
    // As in Microsoft's description: numbers as text.
    let body = r#"{"access_token":"t1","client_id":"c","expires_in":"3599","expires_on":"1506484173","ext_expires_in":"3599","not_before":"1506480273","resource":"r","token_type":"Bearer"}"#;
    let (imds, service, clock) = (server(vec![json_response(200, body)]), service(), clock());
    let client = client(&service, vm(&imds, &clock), &clock);
    request(&client).unwrap();
    clock.advance(seconds(3200));
    request(&client).unwrap();
    assert_eq!(bearers(&service), ["Bearer t1", "Bearer t1"]);
    let requests = imds.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].header("metadata"), Some("true"));
    assert_eq!(
        requests[0].target,
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcommunication.azure.com%2F"
    );
}

#[test]
fn app_service_gets_its_token_with_the_header_of_its_environment() {
    let body = r#"{"access_token":"t1","expires_on":"4102444800","resource":"r","token_type":"Bearer","client_id":"c"}"#;
    let (endpoint, clock) = (server(vec![json_response(200, body)]), clock());
    let id = ManagedIdentityId::SystemAssigned;
    let source = machine(&endpoint, &clock, &id, &app_service(&endpoint)).unwrap();
    source.token().unwrap();
    let requests = endpoint.requests();
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].header("x-identity-header"), Some(HEADER));
    assert_eq!(requests[0].header("metadata"), None);
    assert_eq!(
        requests[0].target,
        "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fcommunication.azure.com%2F"
    );
}

#[test]
fn a_user_assigned_identity_is_named_in_the_way_of_the_platform() {
    let (endpoint, clock) = (server(vec![token("t", HOUR)]), clock());
    let resource = "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n";
    for (id, imds, app) in [
        (
            ManagedIdentityId::ClientId("c".into()),
            ("client_id", "c"),
            ("client_id", "c"),
        ),
        (
            ManagedIdentityId::ObjectId("o".into()),
            ("object_id", "o"),
            ("principal_id", "o"),
        ),
        (
            ManagedIdentityId::ResourceId(resource.into()),
            ("msi_res_id", resource),
            ("mi_res_id", resource),
        ),
    ] {
        for (variables, expected) in [(vec![], imds), (app_service(&endpoint), app)] {
            machine(&endpoint, &clock, &id, &variables)
                .unwrap()
                .token()
                .unwrap();
            let target = endpoint.requests().pop().unwrap().target;
            let (_, query) = target.split_once('?').unwrap();
            let (name, value) = members(query).pop().unwrap();
            assert_eq!((name.as_str(), value.as_str()), expected);
        }
    }
    let empty = ManagedIdentityId::ClientId(String::new());
    let error = machine(&endpoint, &clock, &empty, &[]).unwrap_err();
    assert_eq!(error.field(), Some("managed identity id"));
}

#[test]
fn errors_of_the_machine_say_what_to_do() {
    let (of_vm, of_app) = (false, true);
    for (app, status, body, hint) in [
        (
            of_vm,
            400,
            r#"{"error":"invalid_request","error_description":"Identity not found"}"#,
            "assign one",
        ),
        (
            of_vm,
            400,
            r#"{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}"#,
            "several user-assigned",
        ),
        (
            of_vm,
            400,
            r#"{"error":"bad_request_102","error_description":"Required metadata header not specified"}"#,
            "id of the managed identity",
        ),
        (
            of_vm,
            400,
            r#"{"error":"invalid_resource","error_description":"AADSTS50001: The application named x was not found in the tenant named y."}"#,
            "does not know the resource",
        ),
        (
            of_vm,
            401,
            r#"{"error":"unknown_source","error_description":"Unknown Source x"}"#,
            "may not use",
        ),
        (of_vm, 403, "no route", "may not use"),
        (
            of_app,
            400,
            r#"{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}"#,
            "assign one",
        ),
        (of_app, 401, "", "IDENTITY_HEADER"),
    ] {
        let (endpoint, clock) = (server(vec![json_response(status, body)]), clock());
        let variables = if app {
            app_service(&endpoint)
        } else {
            Vec::new()
        };
        let id = ManagedIdentityId::SystemAssigned;
        let error = error_of(&machine(&endpoint, &clock, &id, &variables).unwrap());
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.message().contains(&status.to_string()), "{error}");
        assert!(
            error.hint().is_some_and(|found| found.contains(hint)),
            "{body}: {error}"
        );
        assert!(!error.is_retryable());
        assert_eq!(endpoint.requests().len(), 1, "not retried: {body}");
    }
}

#[test]
fn a_metadata_service_that_is_updated_or_busy_is_requested_again() {
    for status in [404, 408, 410, 429, 500, 503, 599] {
        let (imds, clock) = (
            server(vec![json_response(status, "{}"), token("t", HOUR)]),
            clock(),
        );
        vm(&imds, &clock).token().unwrap();
        assert_eq!(imds.requests().len(), 2, "{status}");
        assert!(clock.elapsed() >= seconds(1), "a second at least: {status}");
    }
    let (imds, clock) = (
        server(vec![response(410, &[("Retry-After", "70")], "")]),
        clock(),
    );
    let error = error_of(&vm(&imds, &clock));
    assert!(error.hint().unwrap().contains("70 s"), "{error}");
    assert!(error.is_retryable());
    assert_eq!(error.retry_after(), Some(seconds(70)));
}

#[test]
fn where_there_is_no_metadata_service_it_is_said_at_once() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let clock = clock();
    let options = IdentityOptions::new()
        .imds_url(format!("http://{closed}"))
        .clock(clock.clone());
    let id = ManagedIdentityId::SystemAssigned;
    let source = ManagedIdentityCredential::from_variables(&id, &options, &|_| None).unwrap();
    let error = error_of(&source);
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(
        error
            .hint()
            .unwrap()
            .contains("not an Azure virtual machine"),
        "{error}"
    );
    assert_eq!(clock.elapsed(), Duration::ZERO, "not retried");
}

#[test]
fn a_challenge_of_another_program_than_the_agent_of_azure_arc_is_refused() {
    let file = std::env::temp_dir().join(format!("acs-arc-{}.key", std::process::id()));
    std::fs::write(&file, "stolen").unwrap();
    let challenge = format!("Basic realm={}", file.display());
    let agent = server(vec![response(401, &[("WWW-Authenticate", &challenge)], "")]);
    let variables = [
        (
            "IDENTITY_ENDPOINT",
            format!("{}/metadata/identity/oauth2/token", agent.endpoint()),
        ),
        ("IMDS_ENDPOINT", agent.endpoint()),
    ];
    let clock = clock();
    let id = ManagedIdentityId::SystemAssigned;
    let source = machine(&agent, &clock, &id, &variables).unwrap();
    source.token().unwrap_err();
    let requests = agent.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("metadata"), Some("true"));
    assert!(requests[0].target.contains("api-version=2020-06-01"));
    std::fs::remove_file(file).unwrap();

    let id = ManagedIdentityId::ClientId("c".into());
    let error = machine(&agent, &clock, &id, &variables).unwrap_err();
    assert!(
        error.message().contains("Azure Arc has no other"),
        "{error}"
    );
}

#[test]
fn an_environment_that_fits_no_platform_is_refused() {
    let (endpoint, clock) = (server(vec![token("t", HOUR)]), clock());
    let id = ManagedIdentityId::SystemAssigned;
    let refused = |variables: &[(&str, String)], why: &str| {
        let error = machine(&endpoint, &clock, &id, variables).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains(why), "{error}");
        assert!(!error.to_string().contains(HEADER));
    };
    let mut variables = app_service(&endpoint);
    refused(&variables[..1], "without IDENTITY_HEADER");
    variables.push(("IDENTITY_SERVER_THUMBPRINT", "t".to_owned()));
    refused(&variables, "Service Fabric");
    variables.pop();
    variables[0].1 = "http://tokens.example.com/msi".to_owned();
    refused(&variables, "must be https");
    variables[0].1 = "nonsense".to_owned();
    refused(&variables, "IDENTITY_ENDPOINT");
    variables[0].1 = endpoint.endpoint();
    variables[1].1 = "a\nb".to_owned();
    let error = machine(&endpoint, &clock, &id, &variables).unwrap_err();
    assert_eq!(error.field(), Some("IDENTITY_HEADER"));
}
