//! What the program prints when it has started.

use std::path::Path;

use acs_call_automation_emulator::Emulator;

/// The warning about a port that other machines reach.
pub(crate) const EXPOSED: &str = "other machines reach this emulator: its access key is published, and \
clients make it post to every https URL and to this machine; see docs/emulator/running.md";

/// The lines after the connection string.
pub(crate) fn text(emulator: &Emulator, seed: Option<&Path>) -> String {
    let (version, address) = (env!("CARGO_PKG_VERSION"), emulator.address());
    let local = emulator.local_endpoint();
    let mut text = format!("\nacs-emulator {version} listens on {address}\n");
    let mut line = |name: &str, what: String| text += &format!("  {name:<12} {what}\n");
    if local != emulator.endpoint() {
        let key = emulator.access_key();
        line("here", format!("endpoint={local}/;accesskey={key}"));
    }
    line("page", format!("{local}/_emulator/"));
    line(
        "control API",
        format!("{local}/_emulator/...   (docs/emulator.md)"),
    );
    line("token keys", emulator.openid_configuration_url());
    if let Some(file) = seed {
        line(
            "seed",
            format!(
                "{}   (kill -HUP {} reads it again)",
                file.display(),
                std::process::id()
            ),
        );
    }
    if !emulator.clock().runs() {
        line(
            "clock",
            format!("stands still   (curl {local}/_emulator/clock -d '{{\"advanceMs\":1000}}')"),
        );
    }
    if emulator.ca_certificate().is_some() {
        text += &trust(emulator);
    } else if emulator.endpoint().starts_with("http:") {
        text += &without_https(emulator);
    }
    text
}

/// How clients use an endpoint of plain http, a line for each language whose SDK does not take the connection string
/// as it is.
fn without_https(emulator: &Emulator) -> String {
    let (endpoint, key) = (emulator.endpoint(), emulator.access_key());
    let connection = emulator.connection_string();
    format!(
        "\nClients that use http (with --https they take the connection string as it is):\n  \
             Python       CallAutomationClient('{endpoint}', AzureKeyCredential('{key}'))\n  \
             JavaScript   new CallAutomationClient('{connection}', {{ allowInsecureConnection: true }})\n  \
             Java         needs --https\n"
    )
}

/// How clients trust the certificate, a line for each language.
fn trust(emulator: &Emulator) -> String {
    let file = match emulator.ca_file() {
        Some(file) => file.display().to_string(),
        None => "acs-emulator-ca.pem".to_owned(),
    };
    let mut text = "\nClients must trust the CA of its certificate:\n".to_owned();
    if emulator.ca_file().is_none() {
        text += &format!(
            "  first        curl --insecure --output {file} {}/_emulator/ca   (--ca-dir keeps it)\n",
            emulator.local_endpoint()
        );
    }
    text + &format!(
        "  Python       export REQUESTS_CA_BUNDLE='{file}' SSL_CERT_FILE='{file}'\n  \
             JavaScript   export NODE_EXTRA_CA_CERTS='{file}'\n  \
             Java         keytool -importcert -noprompt -alias acs-emulator -file '{file}' -keystore acs-emulator.p12 -storetype PKCS12 -storepass changeit; java -Djavax.net.ssl.trustStore=acs-emulator.p12 -Djavax.net.ssl.trustStorePassword=changeit ...\n  \
             .NET         export SSL_CERT_FILE='{file}'   (Windows: certutil -user -addstore Root \"{file}\")\n  \
             Rust         TrustRoots::PemFile(\"{file}\".into())\n  \
             C            acs_client_options_set_trust_roots(options, ACS_TRUST_PEM_FILE, \"{file}\")\n  \
             Go, curl     export SSL_CERT_FILE='{file}'\n"
    )
}
