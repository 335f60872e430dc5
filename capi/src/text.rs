//! Text for C: it lives as long as the object it came from.

use std::borrow::Cow;
use std::ffi::{CString, c_char};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};

use super::c_text::c_text;
use super::entry::value;

/// An object whose texts C can read.
pub(super) trait HasTexts {
    fn texts(&self) -> &Texts;
}

/// A text of an object; NULL when there is none, or no object. `key` distinguishes it from the
/// object's other texts.
#[inline(never)]
pub(super) unsafe fn text_of<O: HasTexts>(
    object: *const O,
    key: &str,
    read: for<'a> fn(&'a O) -> Option<&'a str>,
) -> *const c_char {
    let object = object.as_ref();
    let read = move || read(object?).map(Cow::Borrowed);
    given(object.map(O::texts), key, None, &read)
}

/// As [`text_of`], for one of several texts of that name.
#[inline(never)]
pub(super) unsafe fn text_at<O: HasTexts>(
    object: *const O,
    key: &str,
    index: usize,
    read: for<'a> fn(&'a O, usize) -> Option<&'a str>,
) -> *const c_char {
    let object = object.as_ref();
    let read = move || read(object?, index).map(Cow::Borrowed);
    given(object.map(O::texts), key, Some(index), &read)
}

/// As [`text_of`], for a text that must be put together.
#[inline(never)]
pub(super) unsafe fn made_text_of<O: HasTexts>(
    object: *const O,
    key: &str,
    make: fn(&O) -> Option<String>,
) -> *const c_char {
    let object = object.as_ref();
    let read = move || make(object?).map(Cow::Owned);
    given(object.map(O::texts), key, None, &read)
}

/// What these do that does not depend on the type of the object.
#[inline(never)]
fn given<'a>(
    texts: Option<&Texts>,
    key: &str,
    index: Option<usize>,
    read: &dyn Fn() -> Option<Cow<'a, str>>,
) -> *const c_char {
    value(null(), move || {
        let key = match index {
            None => Cow::Borrowed(key),
            Some(index) => Cow::Owned(format!("{key} {index}")),
        };
        Some(texts?.text(&key, read))
    })
}

/// The texts that an object has given out.
pub(super) type Texts = Kept<CString>;

/// The texts that an object has returned, by name. Any number of threads may read at a time; no
/// lock, so that a forked child can read too.
pub(super) struct Kept<T>(AtomicPtr<Node<T>>);

struct Node<T> {
    key: Box<str>,
    given: T,
    next: *const Node<T>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(AtomicPtr::new(null_mut()))
    }
}

impl Kept<CString> {
    /// The text of that name, created on first access; NULL when there is none.
    pub(super) fn text<S: AsRef<str>>(
        &self,
        key: &str,
        make: impl FnOnce() -> Option<S>,
    ) -> *const c_char {
        let text = self.get(key, || Some(c_text(make()?.as_ref())));
        text.map_or(null(), |text| text.as_ptr())
    }
}

impl<T> Kept<T> {
    /// What has that name, created on first access.
    pub(super) fn get(&self, key: &str, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        self.find(key).or_else(|| Some(self.keep(key, make()?)))
    }

    #[inline(never)]
    fn find(&self, key: &str) -> Option<&T> {
        let mut candidate = self.0.load(Ordering::Acquire).cast_const();
        // SAFETY: nodes are freed by `drop` alone.
        while let Some(node) = unsafe { candidate.as_ref() } {
            if &*node.key == key {
                return Some(&node.given);
            }
            candidate = node.next;
        }
        None
    }

    #[inline(never)]
    fn keep(&self, key: &str, given: T) -> &T {
        let mut first = self.0.load(Ordering::Acquire);
        let node = Box::into_raw(Box::new(Node {
            key: key.into(),
            given,
            next: first,
        }));
        // Two threads may add the same thing: both stay valid, the newer one is found from then on.
        while let Err(other) =
            self.0
                .compare_exchange(first, node, Ordering::AcqRel, Ordering::Acquire)
        {
            first = other;
            // SAFETY: no one else knows the node yet.
            unsafe { (*node).next = first };
        }
        // SAFETY: nodes are freed by `drop` alone.
        unsafe { &(*node).given }
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        let mut next = std::mem::replace(self.0.get_mut(), null_mut());
        while !next.is_null() {
            // SAFETY: every node came from a box, and no one else has `self` any more.
            let node = unsafe { Box::from_raw(next) };
            next = node.next.cast_mut();
        }
    }
}

// SAFETY: nodes never change once they are in the list.
unsafe impl<T: Send> Send for Kept<T> {}
// SAFETY: as above; threads that read get references to what another one made.
unsafe impl<T: Send + Sync> Sync for Kept<T> {}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    #[test]
    fn a_text_is_made_once_and_stays_where_it_is() {
        let texts = Texts::default();
        let first = texts.text("a", || Some("one"));
        assert!(texts.text("b", || None::<&str>).is_null());
        texts.text("b", || Some("two"));
        assert_eq!(texts.text("a", || Some("other")), first);
        // SAFETY: `texts` is still there.
        assert_eq!(unsafe { CStr::from_ptr(first) }, c"one");
    }

    #[test]
    fn a_nul_inside_does_not_cut_the_text() {
        let texts = Texts::default();
        let text = texts.text("a", || Some("x\0y"));
        // SAFETY: `texts` is still there.
        assert_eq!(unsafe { CStr::from_ptr(text) }.to_str(), Ok("x\u{fffd}y"));
    }
}
