//! A certificate authority (CA) for one machine, and certificates that it signs.
//!
//! The CA may be kept in a folder, so that programs trust it once. The certificate of the emulator is made at
//! each start.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use acs_call_automation::internal::Certificate;
use acs_call_automation::{Error, ErrorKind, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

use super::Made;
use crate::timestamp::civil;

/// The names of the files of a CA.
pub(crate) const CA_FILE: &str = "acs-emulator-ca.pem";
const CA_KEY_FILE: &str = "acs-emulator-ca.key";

/// How long a CA is valid, and a certificate that it signs, in days.
const CA_DAYS: u64 = 3650;
const CERTIFICATE_DAYS: u64 = 397;

/// Makes a certificate for these names and addresses, signed by the CA of the folder, which is made when it does not
/// exist; without a folder by a new one.
pub(crate) fn make(names: &[String], ca_dir: Option<&Path>) -> Result<Made> {
    let ca = match ca_dir {
        Some(folder) => Ca::of(folder)?,
        None => Ca::new()?,
    };
    let key = KeyPair::generate().map_err(failed)?;
    let mut parameters = CertificateParams::new(names).map_err(failed)?;
    parameters.distinguished_name = named("acs-emulator");
    parameters.use_authority_key_identifier_extension = true;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let parameters = valid_for(parameters, CERTIFICATE_DAYS);
    let issuer = Issuer::new(ca_parameters()?, ca.key);
    let certificate = parameters.signed_by(&key, &issuer).map_err(failed)?;
    Ok(Made {
        chain: pem("CERTIFICATE", certificate.der()),
        key: pem("PRIVATE KEY", key.serialized_der()),
        ca: ca.pem,
        ca_file: ca.file,
    })
}

struct Ca {
    pem: String,
    /// Where it is kept.
    file: Option<PathBuf>,
    key: KeyPair,
}

impl Ca {
    fn new() -> Result<Self> {
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = ca_parameters()?.self_signed(&key).map_err(failed)?;
        Ok(Self {
            pem: pem("CERTIFICATE", certificate.der()),
            file: None,
            key,
        })
    }

    fn of(folder: &Path) -> Result<Self> {
        let (file, key_file) = (folder.join(CA_FILE), folder.join(CA_KEY_FILE));
        let ca = match (file.exists(), key_file.exists()) {
            (true, true) => Self::read(folder, &file, &key_file)?,
            (false, false) => {
                let ca = Self::new()?;
                fs::create_dir_all(folder).map_err(|cause| cannot("create", folder, cause))?;
                let key = pem("PRIVATE KEY", ca.key.serialized_der());
                write_private(&key_file, &key)?;
                fs::write(&file, &ca.pem).map_err(|cause| cannot("write", &file, cause))?;
                ca
            }
            (true, false) => return Err(unusable(folder, "has a certificate without its key")),
            (false, true) => return Err(unusable(folder, "has a key without its certificate")),
        };
        let file = fs::canonicalize(&file).map_err(|cause| cannot("read", &file, cause))?;
        Ok(Self {
            file: Some(file),
            ..ca
        })
    }

    fn read(folder: &Path, file: &Path, key_file: &Path) -> Result<Self> {
        let read =
            |path: &Path| fs::read_to_string(path).map_err(|cause| cannot("read", path, cause));
        let (pem, key) = (read(file)?, read(key_file)?);
        // That the two are a pair.
        Certificate::from_pem(pem.as_bytes(), key.as_bytes())
            .map_err(|cause| unusable(folder, "has a CA that cannot be used").with_source(cause))?;
        let key = key_of(&key).ok_or_else(|| unusable(folder, "has a key of another kind"))?;
        Ok(Self {
            pem,
            file: None,
            key,
        })
    }
}

/// The key of a PEM text that this file has written.
fn key_of(pem: &str) -> Option<KeyPair> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let der = STANDARD.decode(lines.collect::<String>()).ok()?;
    KeyPair::try_from(der.as_slice()).ok()
}

/// The same for every CA, so that it signs in the name of the one that was written.
fn ca_parameters() -> Result<CertificateParams> {
    let mut parameters = CertificateParams::new(Vec::<String>::new()).map_err(failed)?;
    parameters.distinguished_name = named("acs-emulator CA of this machine");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(valid_for(parameters, CA_DAYS))
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// Valid from yesterday on, since clocks differ.
fn valid_for(mut parameters: CertificateParams, days: u64) -> CertificateParams {
    let now = SystemTime::now();
    let today = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    let date = |day: u64| {
        let (year, month, day) = civil(day);
        date_time_ymd(
            i32::try_from(year).unwrap_or(2000),
            u8::try_from(month).unwrap_or(1),
            u8::try_from(day).unwrap_or(1),
        )
    };
    parameters.not_before = date(today.saturating_sub(1));
    parameters.not_after = date(today + days);
    parameters
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, others) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = others;
    }
    pem + &format!("-----END {label}-----\n")
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|cause| cannot("write", path, cause))
}

fn cannot(verb: &str, path: &Path, cause: std::io::Error) -> Error {
    Error::system(&format!("cannot {verb} {}", path.display()), cause)
        .with_hint("The folder of the CA must be writable at the first start, and readable later")
}

fn unusable(folder: &Path, why: &str) -> Error {
    Error::invalid("ca dir", format!("{} {why}", folder.display())).with_hint(format!(
        "Delete {CA_FILE} and {CA_KEY_FILE} there; the next start makes new ones, which must be trusted again"
    ))
}

fn failed(cause: rcgen::Error) -> Error {
    Error::new(
        ErrorKind::System,
        format!("cannot make a certificate: {cause}"),
    )
    .with_source(cause)
}
