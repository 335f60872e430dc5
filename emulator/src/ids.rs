//! Ids in the service's forms. They are unlikely to repeat, and not secret.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use acs_call_automation::{Error, ErrorKind, Result};

/// Creates ids. One per emulator.
#[derive(Debug)]
pub(super) struct Ids {
    state: u64,
    /// Ids of one deployment unit share their first eight characters.
    unit: String,
}

impl Ids {
    pub(super) fn new() -> Result<Self> {
        let mut seed = [0; 8];
        getrandom::getrandom(&mut seed).map_err(|cause| {
            Error::new(ErrorKind::System, format!("no random numbers: {cause}"))
        })?;
        let mut ids = Self {
            state: u64::from_le_bytes(seed),
            unit: String::new(),
        };
        ids.unit = format!("{:08x}", ids.next() >> 32);
        Ok(ids)
    }

    /// SplitMix64: any seed gives a full period.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// A GUID, version 4.
    pub(super) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            (low >> 48) & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }

    /// A call connection id: a GUID whose first group is that of this emulator.
    pub(super) fn connection_id(&mut self) -> String {
        let guid = self.guid();
        let rest = guid.split_once('-').map_or("", |(_, rest)| rest);
        format!("{}-{rest}", self.unit)
    }

    /// A server call id: base64 of some 150 bytes, with `/`, `+` and `=` in it, which detects a
    /// client that does not encode it in a path.
    pub(super) fn server_call_id(&mut self) -> String {
        let mut text = format!(
            "https://emulator.invalid/conv/{}",
            URL_SAFE_NO_PAD.encode(self.bytes(16))
        );
        for odd in ['?', '~'] {
            // The last six bits of these two, as the third byte of a group, become / and +.
            while text.len() % 3 != 2 {
                text.push('-');
            }
            text.push(odd);
        }
        text.push_str(&format!(
            "i=10-0-4-7&e=638{:015}&r=",
            self.next() % 1_000_000_000_000_000
        ));
        while text.len() < 151 {
            text.push_str(&format!("{:x}", self.next() & 0xf));
        }
        STANDARD.encode(text)
    }

    /// An incoming call context: opaque, shaped like a signed token, some 8000 characters long.
    pub(super) fn incoming_call_context(&mut self) -> String {
        let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256","typ":"JWT","kid":"emulator"}"#);
        let claims = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"id":"{}","cc":"{}"}}"#,
            self.guid(),
            URL_SAFE_NO_PAD.encode(self.bytes(4_100))
        ));
        let signature = URL_SAFE_NO_PAD.encode(self.bytes(256));
        format!("{head}.{claims}.{signature}")
    }

    /// A recording id: which endpoint records, and which recording of it this is.
    pub(super) fn recording_id(&self, endpoint: &str, recording: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!(
            r#"{{"PlatformEndpointId":"{endpoint}","ResourceSpecificId":"{recording}"}}"#
        ))
    }

    /// The id of an object in the store of recordings.
    pub(super) fn document_id(&mut self) -> String {
        format!("0-emu-d1-{:016x}{:016x}", self.next(), self.next())
    }

    /// A number that is unlikely to come again.
    pub(super) fn seed(&mut self) -> u64 {
        self.next()
    }

    /// The form of `MS-CV` and `X-Azure-Ref`.
    pub(super) fn trace(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes(16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_recorded_forms() {
        let mut ids = Ids::new().unwrap();
        let (first, second) = (ids.connection_id(), ids.connection_id());
        assert_eq!(first.len(), 36);
        assert_eq!(first[..9], second[..9]);
        assert_ne!(first, second);
        for _ in 0..50 {
            let id = ids.server_call_id();
            assert!((190..=215).contains(&id.len()), "{}", id.len());
            assert!(
                id.contains('/') && id.contains('+') && id.ends_with('='),
                "{id}"
            );
        }
        assert!((7_000..=9_000).contains(&ids.incoming_call_context().len()));
    }
}
