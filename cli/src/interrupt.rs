//! Ctrl-C: ends waits and requests, never a call, and leaves it to the command to say what continues.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use acs_call_automation::CancelToken;
use acs_call_automation::receiver::Receiver;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Exit, Failure};

/// What a signal ends.
#[derive(Clone)]
pub struct Interrupt(Arc<State>);

struct State {
    came: AtomicBool,
    token: CancelToken,
    receivers: Mutex<Vec<Receiver>>,
}

impl Interrupt {
    /// Handles SIGINT and SIGTERM from now on: the first ends what goes on in order, the second the process.
    pub fn install() -> Result<Self, Failure> {
        let cannot = |cause| Failure::local(format!("cannot handle signals: {cause}"));
        let interrupt = Self(Arc::new(State {
            came: AtomicBool::new(false),
            token: CancelToken::new(),
            receivers: Mutex::default(),
        }));
        let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(cannot)?;
        let state = Arc::clone(&interrupt.0);
        std::thread::Builder::new()
            .name("acs-signals".to_owned())
            .spawn(move || {
                for _ in signals.forever() {
                    if state.came.swap(true, Ordering::AcqRel) {
                        std::process::exit(i32::from(Exit::Interrupted as u8));
                    }
                    state.token.cancel();
                    let receivers = state.receivers.lock();
                    for receiver in receivers.unwrap_or_else(PoisonError::into_inner).iter() {
                        receiver.wake();
                    }
                }
            })
            .map_err(cannot)?;
        Ok(interrupt)
    }

    /// Cancels requests and flows that have it.
    pub fn token(&self) -> &CancelToken {
        &self.0.token
    }

    pub fn came(&self) -> bool {
        self.0.came.load(Ordering::Acquire)
    }

    /// Ends waits of this receiver too.
    pub fn wakes(&self, receiver: &Receiver) {
        let mut receivers = (self.0.receivers.lock()).unwrap_or_else(PoisonError::into_inner);
        receivers.push(receiver.clone());
        if self.came() {
            receiver.wake();
        }
    }
}
