//! What distinguishes one content of a file from another.

use http::HeaderMap;

use super::range::text;

/// What distinguishes one content of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// Bytes of the whole file.
    pub total: Option<u64>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub content_type: Option<String>,
}

impl Version {
    pub(super) fn of(headers: &HeaderMap, total: Option<u64>) -> Self {
        Self {
            total,
            etag: text(headers, "etag").map(str::to_owned),
            last_modified: text(headers, "last-modified").map(str::to_owned),
            content_type: text(headers, "content-type").map(str::to_owned),
        }
    }

    /// In what the other one differs; `None` as far as both can be the same.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<(T, T)> {
            one.zip(other).filter(|(one, other)| one != other)
        }
        if let Some((one, other)) = differ(self.etag.as_deref(), other.etag.as_deref()) {
            return Some(format!("its ETag was {one} and is {other}"));
        }
        if let Some((one, other)) = differ(self.total, other.total) {
            return Some(format!("it had {one} bytes and has {other}"));
        }
        // A copy that another server of the store keeps may have another date. A weak ETag reports only
        // that a reader would not mind the difference.
        let is_strong = |etag: &String| !etag.starts_with("W/");
        if other.etag.is_some() && self.etag.as_ref().is_some_and(is_strong) {
            return None;
        }
        let (one, other) = differ(
            self.last_modified.as_deref(),
            other.last_modified.as_deref(),
        )?;
        Some(format!("it was changed at {one} and is so at {other}"))
    }

    pub(super) fn learn(&mut self, more: Self) {
        self.total = self.total.or(more.total);
        self.etag = self.etag.take().or(more.etag);
        self.last_modified = self.last_modified.take().or(more.last_modified);
        self.content_type = self.content_type.take().or(more.content_type);
    }
}
