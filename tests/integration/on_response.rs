//! Acts between the response to a request and what the library does next.

use std::cell::RefCell;

/// Does something on this thread as soon as its request has a response with 200 to 209: the log shows it.
pub fn on_response(act: impl FnOnce() + 'static) {
    struct Log;
    impl log::Log for Log {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }
        fn log(&self, record: &log::Record<'_>) {
            if record.args().to_string().contains(" -> 20") {
                if let Some(act) = ANSWERED.take() {
                    act();
                }
            }
        }
        fn flush(&self) {}
    }
    // Every test of this binary sets the same one.
    let _ = log::set_logger(&Log);
    log::set_max_level(log::LevelFilter::Debug);
    ANSWERED.set(Some(Box::new(act)));
}

thread_local! {
    static ANSWERED: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}
