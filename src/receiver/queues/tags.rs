//! The tags of calls, which their events carry.

use std::collections::HashMap;

use super::Queues;
use crate::event::Event;

#[derive(Default)]
pub(super) struct Tags {
    calls: HashMap<String, u64>,
    /// Of calls whose id is not known yet, by their operation context.
    contexts: HashMap<String, Vec<u64>>,
}

impl Tags {
    /// The tag of an event's call.
    pub(super) fn of(&self, event: &Event) -> Option<u64> {
        if self.calls.is_empty() {
            return None;
        }
        self.calls.get(event.call_connection_id()?).copied()
    }

    /// Tags the call of an event that is the first to show its id.
    pub(super) fn learn(&mut self, event: &Event) {
        if self.contexts.is_empty() {
            return;
        }
        let (Some(context), Some(id)) = (event.operation_context(), event.call_connection_id())
        else {
            return;
        };
        if self.calls.contains_key(id) {
            return;
        }
        // Of several with the same context it may be any.
        if let Some([tag]) = self.contexts.get(context).map(Vec::as_slice) {
            self.calls.insert(id.to_owned(), *tag);
            self.contexts.remove(context);
        }
    }

    /// Removes the tag of an operation context; `false` when a call is tagged by it already.
    fn forget(&mut self, context: &str, tag: u64) -> bool {
        let Some(tags) = self.contexts.get_mut(context) else {
            return false;
        };
        let place = tags.iter().position(|one| *one == tag);
        if let Some(place) = place {
            tags.swap_remove(place);
        }
        if tags.is_empty() {
            self.contexts.remove(context);
        }
        place.is_some()
    }
}

impl Queues {
    pub(in crate::receiver) fn tag(
        &self,
        call_connection_id: &str,
        tag: Option<u64>,
    ) -> Option<u64> {
        let calls = &mut self.lock().tags.calls;
        match tag {
            Some(tag) => calls.insert(call_connection_id.to_owned(), tag),
            None => calls.remove(call_connection_id),
        }
    }

    pub(in crate::receiver) fn tag_context(&self, context: &str, tag: u64) {
        let contexts = &mut self.lock().tags.contexts;
        contexts.entry(context.to_owned()).or_default().push(tag);
    }

    pub(in crate::receiver) fn untag_context(&self, context: &str, tag: u64) -> bool {
        self.lock().tags.forget(context, tag)
    }

    /// Tags a call whose id is known now, unless an event has shown it before.
    pub(in crate::receiver) fn tag_known(&self, context: &str, tag: u64, call: &str) {
        let tags = &mut self.lock().tags;
        if tags.forget(context, tag) {
            tags.calls.entry(call.to_owned()).or_insert(tag);
        }
    }
}
