//! Identifiers that setters of options receive as text. A setter cannot fail, so the operation does.

use crate::error::{Error, Result};

/// A value, or the error of a text that is none.
#[derive(Debug, Clone)]
pub(super) struct Given<T>(Result<T>);

impl<T> Given<T> {
    pub(super) fn new(given: impl TryInto<T, Error: Into<Error>>) -> Self {
        Self(given.try_into().map_err(Into::into))
    }

    /// The value of an option; the error names the option.
    pub(super) fn read<'a>(given: Option<&'a Self>, field: &'static str) -> Result<Option<&'a T>> {
        match given.map(|given| given.0.as_ref()) {
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(error)) => Err(error.clone().of_field(field)),
        }
    }
}

impl<T: PartialEq> PartialEq for Given<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ok(one), Ok(other)) => one == other,
            // The message quotes the text.
            (Err(one), Err(other)) => one.message() == other.message(),
            _ => false,
        }
    }
}

impl<T: Eq> Eq for Given<T> {}
