//! The challenge of Azure Arc: a file that only the members of a group of the machine may read.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::entra::check_visible;
use super::workload::read_small;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::transport::Incoming;

/// A larger file is no key.
const MAX_KEY: usize = 4096;

/// Where the agent puts its keys.
pub(super) fn tokens_folder() -> PathBuf {
    if cfg!(windows) {
        let data = std::env::var_os("ProgramData").unwrap_or_else(|| r"C:\ProgramData".into());
        Path::new(&data)
            .join("AzureConnectedMachineAgent")
            .join("Tokens")
    } else {
        PathBuf::from("/var/opt/azcmagent/tokens")
    }
}

/// Reads the key that a challenge names: `WWW-Authenticate: Basic realm=/var/opt/azcmagent/tokens/1.key`.
///
/// The response may come from another program on this port, so only a key of the agent is read.
pub(super) fn key_of(challenge: &Incoming, folder: &Path) -> Result<Zeroizing<String>> {
    let refused = |rule: &str| {
        Error::new(
            ErrorKind::Auth,
            format!("the challenge of the agent of Azure Arc {rule}"),
        )
    };
    let header = challenge.headers.get("www-authenticate");
    let header = header.and_then(|value| value.to_str().ok());
    let path = header
        .and_then(|value| value.strip_prefix("Basic realm="))
        .map(|path| path.trim().trim_matches('"'))
        .ok_or_else(|| refused("names no file"))?;
    let cannot = |cause| {
        Error::system(&format!("cannot read {path}"), cause).with_hint(
            "The user of this process must be in the group himds (Linux) or Hybrid agent extension applications (Windows)",
        )
    };
    let real = std::fs::canonicalize(path).map_err(cannot)?;
    let folder = std::fs::canonicalize(folder).map_err(cannot)?;
    let is_key = real.extension().is_some_and(|extension| extension == "key");
    if real.parent() != Some(&folder) || !is_key {
        return Err(refused("names a file that is not a key of the agent"));
    }
    let key = read_small(&real, MAX_KEY)?;
    let key = Zeroizing::new(key.trim().to_owned());
    check_visible("key of Azure Arc", &key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(value: &str) -> Incoming {
        let mut headers = http::HeaderMap::new();
        headers.insert("www-authenticate", value.parse().unwrap());
        Incoming {
            status: 401,
            headers,
            body: Vec::new(),
            cut: None,
        }
    }

    #[test]
    fn only_a_key_of_the_agent_is_read() {
        let base = std::env::temp_dir().join(format!("acs-arc-{}", std::process::id()));
        let folder = base.join("tokens");
        std::fs::create_dir_all(&folder).unwrap();
        let file = |path: PathBuf, text: &str| {
            std::fs::write(&path, text).unwrap();
            format!("Basic realm={}", path.display())
        };
        let good = file(folder.join("1.key"), "c2VjcmV0\n");
        assert_eq!(*key_of(&challenge(&good), &folder).unwrap(), "c2VjcmV0");
        let long = "x".repeat(4097);
        for (value, why) in [
            ("Bearer".to_owned(), "names no file"),
            (file(base.join("2.key"), "x"), "not a key of the agent"),
            (file(folder.join("3.txt"), "x"), "not a key of the agent"),
            (
                format!("Basic realm={}", folder.join("../2.key").display()),
                "not a key of the agent",
            ),
            (file(folder.join("4.key"), &long), "longer than 4096"),
            (file(folder.join("5.key"), ""), "not empty"),
            (
                format!("Basic realm={}", folder.join("none.key").display()),
                "cannot read",
            ),
        ] {
            let error = key_of(&challenge(&value), &folder).unwrap_err();
            assert!(error.message().contains(why), "{value}: {error}");
        }
        std::fs::remove_dir_all(base).unwrap();
    }
}
