//! The query parameters of the control API.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;

use acs_call_automation::internal::Request;

/// The parameters of one request.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of a request. The error is a sentence for a parameter that is not one of `known`, or is
    /// given twice.
    pub(super) fn read(request: &Request, known: &[&str]) -> Result<Self, String> {
        let mut all: Vec<(String, String)> = Vec::new();
        for pair in request.query().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| {
                let text = text.replace('+', " ");
                percent_decode_str(&text).decode_utf8_lossy().into_owned()
            };
            let name = decoded(name);
            if !known.contains(&name.as_str()) {
                let known = known.join(", ");
                return Err(match known.as_str() {
                    "" => format!("the query parameter {name} is unknown; there are none here"),
                    known => format!("the query parameter {name} is unknown; there are: {known}"),
                });
            }
            if all.iter().any(|(other, _)| *other == name) {
                return Err(format!("the query parameter {name} is given twice"));
            }
            all.push((name, decoded(value)));
        }
        Ok(Self(all))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn whole(
        &self,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, String> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.map(Some).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            format!("the query parameter {name} must be a whole number from {least} to {most}")
        })
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, String> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true" | "") => Ok(true),
            Some(_) => Err(format!("the query parameter {name} must be true or false")),
        }
    }
}
