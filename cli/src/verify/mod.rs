//! Compares a service with the recorded sessions: which members its responses and events have, and of which types.

mod shape;
mod walk;
mod walks;

pub use shape::Shapes;
pub use walk::{Limits, Stop, Walk};
pub use walks::{Party, Plan};
