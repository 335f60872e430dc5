//! Completions of submitted operations, which are read from the queues of events.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::inbox::Inner;
use super::queue::{Filter, Received};
use super::{Receiver, Subscription};
use crate::error::{Error, Result};
use crate::event::Event;

/// The `type` of the event that stands for the completion of a submitted operation. The library creates it,
/// not the service.
pub const COMPLETION_EVENT: &str = "AcsCallAutomation.OperationCompleted";

/// The completion of an operation that was submitted with
/// [`CallAutomationClient::submit`](crate::CallAutomationClient::submit). Clones are the same completion.
#[derive(Clone)]
pub struct Completion {
    returned: Arc<Mutex<Option<Returned>>>,
    name: &'static str,
}

/// What an operation returned.
type Returned = Result<Box<dyn Any + Send>>;

impl Completion {
    /// Takes out what the operation returned: its value of type `T`, or its error. `None` when it was taken
    /// before, or the value is of another type; then it stays.
    pub fn take<T: 'static>(&self) -> Option<Result<T>> {
        let mut place = self.lock();
        match place.take()? {
            Err(error) => Some(Err(error)),
            Ok(value) => match value.downcast::<T>() {
                Ok(value) => Some(Ok(*value)),
                Err(other) => {
                    *place = Some(Ok(other));
                    None
                }
            },
        }
    }

    /// Returns the error of an operation that failed, until it is taken out.
    pub fn error(&self) -> Option<Error> {
        self.lock().as_ref()?.as_ref().err().cloned()
    }

    /// The name that the operation was submitted with.
    #[doc(hidden)]
    pub fn name(&self) -> &'static str {
        self.name
    }

    fn lock(&self) -> MutexGuard<'_, Option<Returned>> {
        self.returned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}

/// A completion in a queue. It counts for the capacity of its client until it is read.
pub(crate) struct Completed {
    completion: Completion,
    event: Event,
    tag: u64,
    /// Dropped when it is read: the place in the capacity of its client.
    _place: Box<dyn Any + Send>,
}

impl Completed {
    pub(crate) fn new(
        result: Returned,
        name: &'static str,
        event: Event,
        tag: u64,
        place: impl Any + Send,
    ) -> Self {
        Self {
            completion: Completion {
                returned: Arc::new(Mutex::new(Some(result))),
                name,
            },
            event,
            tag,
            _place: Box::new(place),
        }
    }

    pub(super) fn into_received(self) -> Received {
        Received {
            event: self.event,
            tag: Some(self.tag),
            receipt: None,
            completion: Some(self.completion),
        }
    }
}

/// Where completions of submitted operations are put: the main queue of a [`Receiver`], or the queue of a
/// [`Subscription`]. Sealed: implemented for these two only. A program without events uses a
/// [`Receiver::without_listener`], which has no socket and no thread.
pub trait CompletionQueue: sealed::HasTarget {}

impl CompletionQueue for Receiver {}
impl CompletionQueue for Subscription {}

mod sealed {
    use super::CompletionTarget;

    pub trait HasTarget {
        #[doc(hidden)]
        fn target(&self) -> CompletionTarget;
    }
}

impl sealed::HasTarget for Receiver {
    fn target(&self) -> CompletionTarget {
        CompletionTarget {
            inner: self.0.inbox.0.clone(),
            queue: None,
        }
    }
}

impl sealed::HasTarget for Subscription {
    fn target(&self) -> CompletionTarget {
        CompletionTarget {
            inner: self.inner.clone(),
            queue: Some(self.filter.clone()),
        }
    }
}

/// A queue that completions are put into; it does not keep its receiver open.
#[derive(Clone)]
pub struct CompletionTarget {
    inner: Arc<Inner>,
    queue: Option<Filter>,
}

impl CompletionTarget {
    /// The main queue of a receiver, or that of a subscription.
    pub fn of(queue: &impl CompletionQueue) -> Self {
        queue.target()
    }

    /// Whether completions can still be put here.
    pub fn check(&self) -> Result<()> {
        self.inner.try_queues().map(drop)
    }

    /// Tags the call that is created with this operation context, as
    /// [`Receiver::tag_context`].
    pub fn tag_context(&self, operation_context: &str, tag: u64) {
        if let Some(queues) = self.inner.queues.get() {
            queues.tag_context(operation_context, tag);
        }
    }

    /// Removes that tag.
    pub fn untag_context(&self, operation_context: &str, tag: u64) {
        if let Some(queues) = self.inner.queues.get() {
            queues.untag_context(operation_context, tag);
        }
    }

    /// The id of that call is known.
    pub fn tag_known(&self, operation_context: &str, tag: u64, call_connection_id: &str) {
        if let Some(queues) = self.inner.queues.get() {
            queues.tag_known(operation_context, tag, call_connection_id);
        }
    }

    /// Expects the completion of an operation.
    pub(crate) fn expect(&self, cancel: impl Fn() + Send + 'static) -> Result<u64> {
        self.inner.try_queues()?.expect(self.queue.as_ref(), cancel)
    }

    pub(crate) fn forget(&self, number: u64) {
        if let Some(queues) = self.inner.queues.get() {
            queues.forget(number);
        }
    }

    pub(crate) fn complete(&self, number: u64, completed: Completed) {
        if let Some(queues) = self.inner.queues.get() {
            queues.complete(number, completed);
        }
    }
}
