//! What CI tolerates: the measured figures and 5 %.

use crate::jobs::Job;

pub struct Limit {
    pub instructions: f64,
    pub allocations: f64,
}

pub fn of(job: Job) -> Limit {
    let (instructions, allocations) = match job {
        Job::CreateCall => (106_600.0, 93.0),
        Job::Event => (53_200.0, 27.0),
        Job::PostedEvent => (75_000.0, 42.0),
    };
    Limit {
        instructions,
        allocations,
    }
}
