//! Lengths and ranges in headers.

use http::HeaderMap;

use crate::pipeline::response;

/// `Content-Range: bytes 5-14/20`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub first: u64,
    pub last: u64,
    pub total: Option<u64>,
}

impl Range {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (range, total) = rest.split_once('/')?;
        let (first, last) = range.trim().split_once('-')?;
        let range = Self {
            first: number(first)?,
            last: number(last)?,
            total: match total.trim() {
                "*" => None,
                total => Some(number(total)?),
            },
        };
        let possible =
            range.first <= range.last && range.total.is_none_or(|total| range.last < total);
        (unit.eq_ignore_ascii_case("bytes") && possible).then_some(range)
    }
}

/// Digits and nothing else; the largest number is refused, since one is added to it.
fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    (number < u64::MAX).then_some(number)
}

pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    number(text(headers, "content-length")?)
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

pub(super) fn is_html(headers: &HeaderMap) -> bool {
    text(headers, "content-type").is_some_and(response::is_html)
}
