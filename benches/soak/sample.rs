//! What is measured, and its plot.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::Program;

/// What the process uses at a moment.
pub struct Sample {
    at: Duration,
    calls: u64,
    failures: u64,
    /// Events in queues.
    unread: usize,
    resident: u64,
    descriptors: u64,
    threads: u64,
    emulator: u64,
}

impl Sample {
    pub fn of(at: Duration, program: &Program, emulator: u32) -> Self {
        Self {
            at,
            calls: program.done.calls.load(Ordering::Relaxed),
            failures: program.done.failures.load(Ordering::Relaxed),
            unread: program.receiver.len() + program.incoming.len(),
            resident: status("self", "VmRSS:"),
            descriptors: std::fs::read_dir("/proc/self/fd").unwrap().count() as u64,
            threads: status("self", "Threads:"),
            emulator: status(&emulator.to_string(), "VmRSS:"),
        }
    }

    pub fn print_head() {
        println!(
            "   min   calls failures  unread  resident KiB  descriptors  threads  emulator KiB"
        );
    }

    fn minutes(&self) -> f64 {
        self.at.as_secs_f64() / 60.0
    }
}

impl std::fmt::Display for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:>6.1} {:>7} {:>8} {:>7} {:>13} {:>12} {:>8} {:>13}",
            self.minutes(),
            self.calls,
            self.failures,
            self.unread,
            self.resident,
            self.descriptors,
            self.threads,
            self.emulator
        )
    }
}

/// A number of /proc/PID/status.
fn status(process: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Three curves above each other, each from 0 to its largest value.
pub fn plot(samples: &[Sample]) -> String {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 110.0;
    const GAP: f64 = 40.0;
    type Value = fn(&Sample) -> u64;
    let curves: [(&str, Value); 3] = [
        ("resident KiB", |sample| sample.resident),
        ("descriptors", |sample| sample.descriptors),
        ("threads", |sample| sample.threads),
    ];
    let end = samples.last().map_or(1.0, Sample::minutes);
    let calls = samples.last().map_or(0, |sample| sample.calls);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 {}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <style>text{{fill:#555}}polyline{{fill:none;stroke:#1f77b4;stroke-width:1.5}}line{{stroke:#999}}\
         @media(prefers-color-scheme:dark){{text{{fill:#bbb}}polyline{{stroke:#6baed6}}}}</style>\n\
         <text x=\"60\" y=\"16\">{calls} calls in {end:.0} minutes, receiver and client in one process, TLS, tokens and a spool</text>\n",
        30.0 + 3.0 * (HEIGHT + GAP),
    );
    for (index, (name, value)) in curves.into_iter().enumerate() {
        let bottom = 40.0 + HEIGHT + index as f64 * (HEIGHT + GAP);
        let most = samples.iter().map(value).max().unwrap_or(1).max(1);
        let mut points = String::new();
        for sample in samples {
            let x = 60.0 + WIDTH * sample.minutes() / end;
            let y = bottom - HEIGHT * value(sample) as f64 / most as f64;
            write!(points, "{x:.1},{y:.1} ").unwrap();
        }
        write!(
            out,
            "<line x1=\"60\" y1=\"{bottom}\" x2=\"{right}\" y2=\"{bottom}\"/>\n\
             <text x=\"4\" y=\"{top}\">{most}</text><text x=\"4\" y=\"{bottom}\">0</text>\n\
             <text x=\"60\" y=\"{label}\">{name}</text>\n\
             <polyline points=\"{points}\"/>\n",
            right = 60.0 + WIDTH,
            top = bottom - HEIGHT + 4.0,
            label = bottom + 15.0,
        )
        .unwrap();
    }
    out + "</svg>\n"
}
