//! Options: opaque objects with setters, which stand one to one for the methods of the Rust ones.
//!
//! A setter refuses what the Rust type cannot hold (NULL, wrong UTF-8, a negative number), and
//! remembers it: the function that is given the options refuses it again. So setters may be called
//! without looking at what they return. Setting the same field to a good value mends it. Rules that
//! a Rust type checks itself are told by the setter too.

mod request;

use super::guard::status_only;
use super::status::acs_status_t;
use crate::error::{Error, Result};

/// Options as C sets them.
pub(super) struct Options<T> {
    value: T,
    /// The fields whose last value was refused, and why.
    refused: Vec<(&'static str, Error)>,
}

/// What the Rust type checks by itself whenever it is used.
pub(super) trait Checked {
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// An object of C that is nothing but options.
pub(super) trait Holds {
    type Value: Checked + Clone;
    fn options(&self) -> &Options<Self::Value>;
    fn options_mut(&mut self) -> &mut Options<Self::Value>;
}

impl<T> Options<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            value,
            refused: Vec::new(),
        }
    }

    /// The options, unless one of them was refused.
    pub(super) fn usable(&self) -> Result<&T> {
        match self.refused.first() {
            None => Ok(&self.value),
            Some((_, error)) => Err(error.again()),
        }
    }
}

/// Sets a field: `read` makes sense of what C gave, `apply` is the method of the Rust options.
pub(super) unsafe fn set<O: Holds, A>(
    object: *mut O,
    field: &'static str,
    read: impl FnOnce(&'static str) -> Result<A>,
    apply: impl FnOnce(O::Value, A) -> O::Value,
) -> acs_status_t {
    status_only(|| {
        let object = object
            .as_mut()
            .ok_or_else(|| Error::invalid("options", "must not be NULL"))?;
        let options = object.options_mut();
        options.refused.retain(|(refused, _)| *refused != field);
        match read(field) {
            Ok(argument) => {
                options.value = apply(options.value.clone(), argument);
                // Another field may be wrong too: its own setter has told.
                match options.value.check() {
                    Err(error) if error.field() == Some(field) => Err(error),
                    _ => Ok(()),
                }
            }
            Err(error) => {
                options.refused.push((field, error.again()));
                Err(error)
            }
        }
    })
}

/// The options that C gave; defaults for NULL.
pub(super) unsafe fn options<O: Holds>(object: *const O) -> Result<O::Value>
where
    O::Value: Default,
{
    match object.as_ref() {
        None => Ok(O::Value::default()),
        Some(object) => object.options().usable().cloned(),
    }
}
