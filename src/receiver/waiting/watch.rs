//! A wait that begins before its request is sent.

use std::sync::Arc;
use std::time::Instant;

use super::{Expected, GRACE, Known, Waited, Wanted};
use crate::error::Result;
use crate::receiver::inbox::Inner;
use crate::receiver::queue::Received;
use crate::receiver::queues::{Arrivals, Queues};
use crate::receiver::{Receiver, Subscription};

/// A wait that begins before its request is sent: events of the operation go to no other reader.
/// Events that arrived before do not count. When it is dropped, the events that it has caught go
/// back into their queues.
pub struct Watch {
    inner: Arc<Inner>,
    id: u64,
    /// What had arrived when the wait began.
    before: Arrivals,
}

impl Watch {
    fn begin(inner: &Arc<Inner>, wanted: Wanted) -> Result<Self> {
        let queues = inner.try_queues()?;
        let before = queues.arrivals();
        let id = queues.watch(wanted)?;
        Ok(Self {
            inner: inner.clone(),
            id,
            before,
        })
    }

    /// Sets the id of the new call or recording.
    pub(crate) fn narrow(&self, known: Known<'_>) {
        if let Some(queues) = self.inner.queues.get() {
            queues.narrow(self.id, known);
        }
    }

    /// The end of the call, when it arrived before any expected event.
    pub(crate) fn end_of_call(&self) -> Option<Received> {
        self.inner.queues.get()?.end_of_call(self.id)
    }

    /// The end of the call, which may still be on its way.
    pub(crate) fn await_end_of_call(&self, deadline: Instant) -> Option<Received> {
        let deadline = deadline.min(Instant::now() + GRACE);
        self.inner.queues.get()?.await_end(self.id, deadline)
    }

    /// Returns a function that explains a wait in which no expected event arrived, by what arrived; it is
    /// given whether the wait has timed out.
    pub(crate) fn arrivals(&self) -> impl FnOnce(bool) -> Option<String> + Send + 'static {
        let (inner, before) = (self.inner.clone(), self.before.clone());
        move |has_timed_out| {
            let now = inner.queues.get().map(Queues::arrivals);
            now?.since(&before, has_timed_out)
        }
    }

    /// Returns a function that ends the wait; its result is then `TimedOut`, unless there is a
    /// better one.
    pub(crate) fn stopper(&self) -> impl FnOnce() + Send + 'static {
        let (inner, id) = (self.inner.clone(), self.id);
        move || {
            if let Some(queues) = inner.queues.get() {
                queues.stop(id);
            }
        }
    }

    /// Has `notify` called, under the lock of the queues, whenever the wait may have ended.
    pub(crate) fn when_changed(&self, notify: impl Fn() + Send + 'static) {
        if let Some(queues) = self.inner.queues.get() {
            queues.when_changed(self.id, Box::new(notify));
        }
    }

    /// Until when the wait continues; `None` when it has ended.
    pub(crate) fn until(&self, deadline: Instant) -> Option<Instant> {
        self.inner.queues.get()?.waits_until(self.id, deadline)
    }

    /// Waits for an event, or returns the one that has arrived.
    pub(crate) fn wait(self, deadline: Instant) -> Result<Waited> {
        self.inner.try_queues()?.wait(self.id, deadline)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(queues) = self.inner.queues.get() {
            queues.unwatch(self.id);
        }
    }
}

impl Receiver {
    /// Starts a wait in all queues for an operation on an existing call.
    pub(crate) fn watch(&self, expected: &[Expected]) -> Result<Watch> {
        Watch::begin(&self.0.inbox.0, Wanted::new(expected, None))
    }

    /// Starts a wait for a call that is about to be created with this operation context.
    pub(crate) fn watch_new_call(&self, expected: &[Expected], context: &str) -> Result<Watch> {
        Watch::begin(&self.0.inbox.0, Wanted::of_new_call(expected, context))
    }
}

impl Subscription {
    /// Starts a wait in this queue for an operation on its call.
    pub(crate) fn watch(&self, expected: &[Expected]) -> Result<Watch> {
        let scope = self.filter.clone();
        Watch::begin(&self.inner, Wanted::new(expected, Some(scope)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::after;
    use crate::error::ErrorKind;
    use crate::receiver::ReceiverOptions;
    use crate::server::Request;

    const LONG: Duration = Duration::from_secs(60);

    fn receiver() -> Receiver {
        Receiver::without_listener(&ReceiverOptions::new()).unwrap()
    }

    fn bring(receiver: &Receiver, name: &str, call: &str, context: &str) {
        assert_eq!(post(receiver, &[name], call, context), 200);
    }

    /// Brings events in one request.
    fn post(receiver: &Receiver, names: &[&str], call: &str, context: &str) -> u16 {
        let received = receiver.counters().received;
        let event = |name: &&str| {
            format!(
                r#"{{"id":"{name} {call} {received}","type":"Microsoft.Communication.{name}",
                "data":{{"callConnectionId":"{call}","operationContext":"{context}"}}}}"#
            )
        };
        let events: Vec<String> = names.iter().map(event).collect();
        let body = format!("[{}]", events.join(","));
        let response = receiver.handle(&Request::new("POST", "/events", body));
        response.status
    }

    fn unread(receiver: &Receiver) -> Vec<String> {
        std::iter::from_fn(|| receiver.try_recv().unwrap())
            .map(|received| {
                let call = received.event.call_connection_id().unwrap_or_default();
                format!("{} {call}", received.event.name())
            })
            .collect()
    }

    fn new_call(receiver: &Receiver, context: &str) -> Watch {
        let expected = [
            Expected::success("CallConnected"),
            Expected::failure("CreateCallFailed"),
        ];
        receiver.watch_new_call(&expected, context).unwrap()
    }

    fn play(receiver: &Receiver) -> Watch {
        let expected = Expected::success("PlayCompleted").of_call("a");
        receiver.watch(&[expected.with_context("mine")]).unwrap()
    }

    /// The call of the event that a watch ends with at once.
    fn outcome(watch: Watch) -> String {
        match watch.wait(after(LONG)) {
            Ok(Waited::Success(received) | Waited::Failure(received)) => {
                received.event.call_connection_id().unwrap().to_owned()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_comes_before_the_wait_is_kept_from_all_other_readers() {
        let receiver = receiver();
        bring(&receiver, "PlayCompleted", "a", "mine");
        let watch = play(&receiver);
        bring(&receiver, "PlayStarted", "a", "mine");
        bring(&receiver, "PlayCompleted", "b", "mine");
        bring(&receiver, "PlayCompleted", "a", "mine");
        // The first of them is of an operation before.
        let rest = ["PlayCompleted a", "PlayStarted a", "PlayCompleted b"];
        assert_eq!(unread(&receiver), rest);
        assert_eq!(outcome(watch), "a");
    }

    #[test]
    fn an_event_that_a_stopped_wait_had_taken_returns_to_its_place() {
        let receiver = receiver();
        let (watch, second) = (play(&receiver), play(&receiver));
        for name in ["PlayStarted", "PlayCompleted", "ParticipantsUpdated"] {
            bring(&receiver, name, "a", "mine");
        }
        assert_eq!(receiver.len(), 2);
        // Another wait for the same event comes first.
        drop(watch);
        assert_eq!(receiver.len(), 2);
        drop(second);
        let all = ["PlayStarted a", "PlayCompleted a", "ParticipantsUpdated a"];
        assert_eq!(unread(&receiver), all);
        assert_eq!(receiver.counters().queued, 3);
    }

    #[test]
    fn what_is_waited_for_takes_no_room_in_a_full_queue() {
        let options = ReceiverOptions::new().capacity(1);
        let receiver = Receiver::without_listener(&options).unwrap();
        bring(&receiver, "ParticipantsUpdated", "a", "");
        let watch = play(&receiver);
        // All events of a request or none: the event of the wait is delivered again.
        let both = ["PlayCompleted", "PlayStarted"];
        assert_eq!(post(&receiver, &both, "a", "mine"), 503);
        assert_eq!(post(&receiver, &["PlayStarted"], "a", "mine"), 503);
        bring(&receiver, "PlayCompleted", "a", "mine");
        assert_eq!(outcome(watch), "a");
        // Given back, it is queued although the queue is full.
        let watch = play(&receiver);
        bring(&receiver, "PlayCompleted", "a", "mine");
        drop(watch);
        let names = unread(&receiver);
        let overflow = names
            .iter()
            .position(|name| name.starts_with("QueueOverflow"));
        assert_eq!((names.len(), overflow), (3, Some(1)), "{names:?}");
    }

    #[test]
    fn a_new_call_is_known_by_its_context_until_its_id_is() {
        let receiver = receiver();
        // An old call that had the same context.
        bring(&receiver, "CallDisconnected", "old", "mine");
        let watch = new_call(&receiver, "mine");
        bring(&receiver, "CallDisconnected", "b", "other");
        bring(&receiver, "CallConnected", "b", "other");
        bring(&receiver, "CallConnected", "a", "mine");
        assert!(watch.end_of_call().is_none());
        watch.narrow(Known::Call("a"));
        assert_eq!(outcome(watch), "a");
        let rest = [
            "CallDisconnected old",
            "CallDisconnected b",
            "CallConnected b",
        ];
        assert_eq!(unread(&receiver), rest);
    }

    #[test]
    fn calls_with_the_same_context_get_their_own_events() {
        let receiver = receiver();
        let (a, b) = (new_call(&receiver, "mine"), new_call(&receiver, "mine"));
        // Each catches what is the other's.
        for call in ["b", "a", "c"] {
            bring(&receiver, "CallConnected", call, "mine");
        }
        a.narrow(Known::Call("a"));
        assert_eq!(outcome(a), "a");
        b.narrow(Known::Call("b"));
        assert_eq!(outcome(b), "b");
        assert_eq!(unread(&receiver), ["CallConnected c"]);

        let (c, d) = (new_call(&receiver, "mine"), new_call(&receiver, "mine"));
        d.narrow(Known::Call("d"));
        bring(&receiver, "CallDisconnected", "d", "mine");
        bring(&receiver, "CreateCallFailed", "d", "mine");
        assert_eq!(
            outcome(d),
            "d",
            "it knows its call, although the other came first"
        );
        assert!(c.end_of_call().is_none(), "it need not be of its call");
        c.narrow(Known::Call("c"));
        bring(&receiver, "CallConnected", "c", "mine");
        assert_eq!(outcome(c), "c");
    }

    #[test]
    fn an_event_that_went_into_a_queue_before_the_id_was_known_is_found_there() {
        let receiver = receiver();
        let watch = new_call(&receiver, "mine");
        bring(&receiver, "CallConnected", "b", "mine");
        bring(&receiver, "CallConnected", "a", "mine");
        watch.narrow(Known::Call("a"));
        assert_eq!(outcome(watch), "a");
        assert_eq!(unread(&receiver), ["CallConnected b"]);

        let watch = new_call(&receiver, "mine");
        bring(&receiver, "CallConnected", "b", "mine");
        bring(&receiver, "CallDisconnected", "c", "");
        watch.narrow(Known::Call("c"));
        let waited = watch.wait(after(Duration::ZERO));
        assert!(matches!(waited, Ok(Waited::CallEnded(_))), "{waited:?}");
    }

    #[test]
    fn a_call_whose_response_was_lost_ends_with_its_context() {
        let receiver = receiver();
        let watch = new_call(&receiver, "mine");
        bring(&receiver, "CallDisconnected", "a", "mine");
        bring(&receiver, "CreateCallFailed", "a", "mine");
        assert_eq!(outcome(watch), "a");
        assert_eq!(unread(&receiver), ["CallDisconnected a"]);
        // Without a reason: it is waited for a little, then the end counts.
        let watch = new_call(&receiver, "mine");
        bring(&receiver, "CallDisconnected", "b", "mine");
        let Ok(Waited::CallEnded(end)) = watch.wait(after(LONG)) else {
            panic!("the call has ended");
        };
        assert_eq!(end.event.call_connection_id(), Some("b"));
    }

    #[test]
    fn the_end_of_another_call_with_the_same_context_is_none_on_a_closed_receiver_either() {
        let receiver = receiver();
        let (mine, of_other) = (new_call(&receiver, "mine"), new_call(&receiver, "mine"));
        bring(&receiver, "CallDisconnected", "a", "mine");
        receiver.close(LONG);
        mine.narrow(Known::Call("b"));
        assert_eq!(
            mine.wait(after(LONG)).unwrap_err().kind(),
            ErrorKind::Closed
        );
        of_other.narrow(Known::Call("a"));
        assert!(matches!(
            of_other.wait(after(LONG)),
            Ok(Waited::CallEnded(_))
        ));
    }

    #[test]
    fn a_wait_that_was_stopped_returns_what_it_has() {
        let receiver = receiver();
        let (early, late, play) = (
            new_call(&receiver, "early"),
            new_call(&receiver, "late"),
            play(&receiver),
        );
        early.stopper()();
        assert!(matches!(early.wait(after(LONG)), Ok(Waited::TimedOut)));
        bring(&receiver, "CallConnected", "a", "late");
        late.stopper()();
        assert_eq!(outcome(late), "a");
        std::thread::scope(|scope| {
            let stop = play.stopper();
            let waits = scope.spawn(|| play.wait(after(LONG)));
            stop();
            assert!(matches!(waits.join().unwrap(), Ok(Waited::TimedOut)));
        });
        assert!(receiver.try_recv().unwrap().is_none());
    }

    #[test]
    fn nothing_is_watched_on_a_closed_receiver_and_closing_ends_a_watch() {
        let receiver = receiver();
        let (watch, stray) = (play(&receiver), new_call(&receiver, "mine"));
        bring(&receiver, "CallConnected", "b", "mine");
        receiver.close(LONG);
        assert_eq!(
            watch.wait(after(LONG)).unwrap_err().kind(),
            ErrorKind::Closed
        );
        stray.narrow(Known::Call("a"));
        assert_eq!(
            stray.wait(after(LONG)).unwrap_err().kind(),
            ErrorKind::Closed
        );
        assert_eq!(
            receiver.try_recv().unwrap().unwrap().event.name(),
            "CallConnected"
        );
        assert!(
            receiver
                .watch(&[Expected::success("PlayCompleted")])
                .is_err()
        );
    }
}
