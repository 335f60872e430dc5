//! Instructions and allocations of a create-call and of a received event, in user code.
//!
//! `.ci/instructions report`. Needs valgrind (Linux). Neither number depends on load, so `.ci/instructions`, which
//! CI runs, can fail above a limit: see `limits.rs`. `.ci/instructions profile create-call` names the functions
//! that cost most.
//!
//! Each job runs in a process of its own under callgrind, with few and with many repetitions; the
//! difference is what the repetitions cost, without start and end. The server is another process, so that only
//! the client counts. The kernel is not measured. Valgrind's processor has no instructions for SHA-2, which takes
//! ten times as many here as in practice, so it stands apart.
// A benchmark prints, and stops at the first thing that is not as it should be. Counting allocations
// takes an allocator.
#![allow(missing_docs, unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod allocations;
mod callgrind;
mod jobs;
mod limits;

use callgrind::Profile;
use jobs::Job;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        // `cargo test --benches` only wants to see that it builds.
        [.., "--test"] => {}
        ["server"] => jobs::serve(),
        ["job", name, count] => {
            let count = count.parse().unwrap();
            println!("{}", Job::named(name).run(count));
        }
        ["profile", name, ..] => callgrind::profile(Job::named(name)).print_functions(60),
        ["guard", ..] => guard(),
        _ => report(),
    }
}

fn report() {
    for job in Job::ALL {
        let (profile, allocations) = measure(job);
        println!("\n{}: instructions", job.name());
        for (part, instructions) in profile.parts() {
            println!("{instructions:>12.0}  {part}");
        }
        println!("{:>12.0}  outside SHA-2", profile.outside_sha());
        println!("{allocations:>12.1}  allocations");
    }
}

fn measure(job: Job) -> (Profile, f64) {
    (callgrind::profile(job), allocations::of(job))
}

/// Fails when a job costs more than its limit.
fn guard() {
    let mut is_above = false;
    for job in Job::ALL {
        let (profile, allocations) = measure(job);
        let limit = limits::of(job);
        let mut check = |what: &str, measured: f64, limit: f64| {
            println!("{}: {measured:.0} {what}, at most {limit:.0}", job.name());
            is_above |= measured > limit;
        };
        check(
            "instructions outside SHA-2",
            profile.outside_sha(),
            limit.instructions,
        );
        check("allocations", allocations, limit.allocations);
    }
    if is_above {
        println!("Above a limit. `.ci/instructions profile JOB` shows where it goes");
        std::process::exit(1);
    }
}
