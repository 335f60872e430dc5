//! What CI tolerates: the measured figures and 5 %.

use crate::jobs::Job;

pub struct Limit {
    pub instructions: f64,
    pub allocations: f64,
}

pub fn of(job: Job) -> Limit {
    let (instructions, allocations) = match job {
        Job::CreateCall => (89_900.0, 69.0),
        Job::Event => (32_300.0, 8.4),
        Job::PostedEvent => (53_600.0, 23.0),
    };
    Limit {
        instructions,
        allocations,
    }
}
