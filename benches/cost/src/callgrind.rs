//! Runs a job under valgrind's callgrind, and reads what each function cost.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::jobs::Job;

const FEW: usize = 100;
const MANY: usize = 600;

/// The instructions of one repetition, by function, without those of the functions that it calls.
pub struct Profile(HashMap<String, f64>);

/// Parts of a profile, and what the names of their functions contain; the first that fits counts.
const PARTS: [(&str, &[&str]); 6] = [
    ("SHA-2", &["sha2::", "sha256"]),
    (
        "allocator",
        &[
            "malloc",
            "free",
            "calloc",
            "realloc",
            "_int_",
            "tcache",
            "unlink_chunk",
            "Counting",
            "__rust_alloc",
            "__rust_dealloc",
            "__rust_realloc",
            "__rdl_",
            "__rg_",
        ],
    ),
    ("copying and comparing bytes", &["mem", "bcmp", "strlen"]),
    (
        "HTTP: ureq, http, httparse",
        &["ureq", "http::", "http ", "httparse"],
    ),
    ("JSON: serde_json", &["serde"]),
    ("this library", &["acs_call_automation"]),
];
const REST: &str = "standard library and others";

impl Profile {
    pub fn total(&self) -> f64 {
        self.0.values().sum()
    }

    pub fn outside_sha(&self) -> f64 {
        let is_sha = |name: &str| part_of(name) == "SHA-2";
        self.0
            .iter()
            .filter(|(name, _)| !is_sha(name))
            .map(|(_, cost)| cost)
            .sum()
    }

    pub fn parts(&self) -> Vec<(&'static str, f64)> {
        let names = PARTS.iter().map(|(part, _)| *part).chain([REST]);
        names
            .map(|part| {
                let costs = self.0.iter().filter(|(name, _)| part_of(name) == part);
                (part, costs.map(|(_, cost)| cost).sum())
            })
            .collect()
    }

    pub fn print_functions(&self, count: usize) {
        let mut functions: Vec<_> = self.0.iter().collect();
        functions.sort_by(|one, other| other.1.total_cmp(one.1));
        println!("{:>12.0}  all", self.total());
        for (name, cost) in functions.into_iter().take(count) {
            println!("{cost:>12.0}  {name}");
        }
    }
}

fn part_of(function: &str) -> &'static str {
    let is_in = |signs: &[&str]| signs.iter().any(|sign| function.contains(sign));
    let part = PARTS.iter().find(|(_, signs)| is_in(signs));
    part.map_or(REST, |(part, _)| part)
}

/// What one repetition of a job costs.
pub fn profile(job: Job) -> Profile {
    let (few, mut many) = (run(job, FEW), run(job, MANY));
    for (function, cost) in &mut many {
        *cost -= few.get(function).copied().unwrap_or_default();
        *cost /= (MANY - FEW) as f64;
    }
    Profile(many)
}

fn run(job: Job, count: usize) -> HashMap<String, f64> {
    let file = std::env::temp_dir().join(format!(
        "acs-instructions-{}-{}-{count}",
        std::process::id(),
        job.name()
    ));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["job", job.name(), &count.to_string()])
        .stdout(Stdio::null())
        .status()
        .expect("valgrind is needed");
    assert!(status.success(), "{} fails under valgrind", job.name());
    let functions = read(&file);
    std::fs::remove_file(&file).unwrap();
    functions
}

/// The cost of each function, from the file that callgrind writes.
///
/// `fn=(ID) NAME` names the function that the following lines belong to, at later places without NAME; a line of numbers is a position and its
/// cost; the one after `calls=` is the cost of the called function, which has lines of its own.
fn read(file: &Path) -> HashMap<String, f64> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut names = HashMap::new();
    let mut costs: HashMap<&str, f64> = HashMap::new();
    let (mut function, mut is_call) = ("", false);
    for line in text.lines() {
        let named = line.strip_prefix("fn=").map(|id| (true, id));
        let called = line.strip_prefix("cfn=").map(|id| (false, id));
        if let Some((is_own, id)) = named.or(called) {
            if let Some((id, name)) = id.split_once(' ') {
                names.insert(id, name);
            }
            if is_own {
                function = id.split(' ').next().unwrap();
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost: f64 = line.split(' ').nth(1).unwrap().parse().unwrap();
            if !std::mem::take(&mut is_call) {
                *costs.entry(function).or_default() += cost;
            }
        }
    }
    let mut functions = HashMap::new();
    for (id, cost) in costs {
        *functions.entry(names[id].to_owned()).or_default() += cost;
    }
    functions
}
