//! Entry to the C interface: no panic gets out.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

use super::log_lines::Inside;

/// The body of a function of the C interface, without its type: so the code around it exists once,
/// and not in each of them. The closures are `move`: they hold the arguments, not references to
/// where those stand, and hundreds of functions are shorter for it.
pub(super) struct Body<R> {
    call: unsafe fn(*mut c_void) -> R,
    closure: *mut c_void,
}

impl<R> Body<R> {
    /// Must not outlive the closure.
    pub(super) fn of<F: FnMut() -> R>(closure: &mut F) -> Self {
        unsafe fn call<R, F: FnMut() -> R>(closure: *mut c_void) -> R {
            (*closure.cast::<F>())()
        }
        Self {
            call: call::<R, F>,
            closure: (&raw mut *closure).cast(),
        }
    }

    /// `None` when it panicked; the panic hook has logged it.
    pub(super) fn run(&self) -> Option<R> {
        let _inside = Inside::enter();
        // SAFETY: the closure is still there, and of the type that `call` was made for.
        catch_unwind(AssertUnwindSafe(|| unsafe { (self.call)(self.closure) })).ok()
    }
}

/// Runs a function that only reads: `otherwise` is the result without a value.
pub(super) fn value<T>(otherwise: T, mut body: impl FnMut() -> Option<T>) -> T {
    let mut found = otherwise;
    let place = &mut found;
    ran(&Body::of(&mut move || {
        if let Some(it) = body() {
            *place = it;
        }
    }));
    found
}

#[inline(never)]
extern "C" fn ran(body: &Body<()>) {
    body.run();
}

/// Runs a function that makes something and cannot fail, but for a fault of the library: then NULL.
pub(super) fn make<T>(mut body: impl FnMut() -> T) -> *mut T {
    value(null_mut(), move || Some(boxed(body())))
}

/// Frees what [`boxed`] gave; NULL is allowed.
pub(super) unsafe fn free<T>(object: *mut T) {
    ran(&Body {
        call: |object| release(object.cast::<T>()),
        closure: object.cast(),
    });
}

pub(super) unsafe fn release<T>(object: *mut T) {
    if !object.is_null() {
        drop(Box::from_raw(object));
    }
}

/// Passes ownership of an object to C.
pub(super) fn boxed<T>(object: T) -> *mut T {
    Box::into_raw(Box::new(object))
}
