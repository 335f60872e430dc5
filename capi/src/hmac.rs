//! Signatures for requests that are not sent by a client.

use std::ffi::c_char;

use super::error::acs_error_t;
use super::guard::{Failure, bytes, guard, slot, text};
use super::status::{ACS_AUTH, acs_status_t};
use super::text_out::acs_text_t;
use acs_call_automation::internal::{AccessKey, content_hash, string_to_sign};

/// Returns the base64 SHA-256 of a body, for the header x-ms-content-sha256.
///
/// @param body   may be NULL when length is 0
/// @param length the number of bytes
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hmac_content_hash(
    body: *const u8,
    length: usize,
    hash: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let hash = slot(hash, "hash")?;
        let body = bytes(body, length, "body")?;
        hash.put(|| acs_text_t::new(&content_hash(body)));
        Ok(())
    })
}

/// Returns the text that is signed: method, path and query, and "date;host;hash", each on its line.
///
/// @param method         "POST"
/// @param path_and_query exactly as sent, percent-encoded
/// @param date           as in the header x-ms-date: "Sun, 22 Nov 2026 10:00:00 GMT"
/// @param host           the host; with a port unless it is that of the scheme
/// @param content_hash   from acs_hmac_content_hash
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hmac_string_to_sign(
    method: *const c_char,
    path_and_query: *const c_char,
    date: *const c_char,
    host: *const c_char,
    content_hash: *const c_char,
    string_to_sign: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(string_to_sign, "string to sign")?;
        let signed = Signed::read(method, path_and_query, date, host, content_hash)?;
        place.put(|| acs_text_t::new(&signed.string()));
        Ok(())
    })
}

/// Returns the value of the header Authorization for a request. Other parameters as
/// acs_hmac_string_to_sign.
///
/// @param access_key the key of the resource in base64
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hmac_authorization(
    access_key: *const c_char,
    method: *const c_char,
    path_and_query: *const c_char,
    date: *const c_char,
    host: *const c_char,
    content_hash: *const c_char,
    authorization: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(authorization, "authorization")?;
        let key = AccessKey::from_base64(text(access_key, "access key")?)?;
        let signed = Signed::read(method, path_and_query, date, host, content_hash)?;
        let header = key.authorization(
            signed.method,
            signed.path_and_query,
            signed.date,
            signed.host,
            signed.content_hash,
        );
        place.put(|| acs_text_t::new(&header));
        Ok(())
    })
}

/// Verifies an Authorization header, in constant time. Other parameters as acs_hmac_string_to_sign.
///
/// @param access_key    the key of the resource in base64
/// @param authorization the value of the header
/// @param host          as in the header Host
/// @param content_hash  as in the header x-ms-content-sha256
/// @return ACS_OK when it is valid, ACS_AUTH when it is not
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_hmac_verify(
    access_key: *const c_char,
    authorization: *const c_char,
    method: *const c_char,
    path_and_query: *const c_char,
    date: *const c_char,
    host: *const c_char,
    content_hash: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let key = AccessKey::from_base64(text(access_key, "access key")?)?;
        let authorization = text(authorization, "authorization")?;
        let signed = Signed::read(method, path_and_query, date, host, content_hash)?;
        let fits = key.verifies(
            authorization,
            signed.method,
            signed.path_and_query,
            signed.date,
            signed.host,
            signed.content_hash,
        );
        if fits {
            Ok(())
        } else {
            Err(Failure::Quiet(ACS_AUTH))
        }
    })
}

/// The signed parts of a request.
struct Signed<'a> {
    method: &'a str,
    path_and_query: &'a str,
    date: &'a str,
    host: &'a str,
    content_hash: &'a str,
}

impl<'a> Signed<'a> {
    unsafe fn read(
        method: *const c_char,
        path_and_query: *const c_char,
        date: *const c_char,
        host: *const c_char,
        content_hash: *const c_char,
    ) -> acs_call_automation::Result<Signed<'a>> {
        Ok(Signed {
            method: text(method, "method")?,
            path_and_query: text(path_and_query, "path and query")?,
            date: text(date, "date")?,
            host: text(host, "host")?,
            content_hash: text(content_hash, "content hash")?,
        })
    }

    fn string(&self) -> String {
        string_to_sign(
            self.method,
            self.path_and_query,
            self.date,
            self.host,
            self.content_hash,
        )
    }
}
