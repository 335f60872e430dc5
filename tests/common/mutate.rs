//! Inputs made from a corpus by small changes, the same ones in each run: what a fuzzer does, without
//! its compiler.

use std::path::Path;

/// Calls `check` with each file of a corpus, and with so many inputs made from them.
pub fn with_each_of(corpus: &str, changed: usize, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(corpus);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let seeds: Vec<_> = files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .collect();
    assert!(!seeds.is_empty(), "{}", folder.display());
    seeds.iter().for_each(|seed| check(seed));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..changed {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(4) {
            change(&mut input, &seeds[random.below(seeds.len())], &mut random);
        }
        check(&input);
    }
}

fn change(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    const TELLING: &[u8] = b"\0\t\r\n \"'%+,-./0:;<=>?[\\]_{}\x7f\xc3\xff";
    let at = random.below(input.len() + 1);
    let until = at + random.below(input.len() + 1 - at).min(16);
    match random.below(6) {
        0 => input.insert(at, TELLING[random.below(TELLING.len())]),
        1 => drop(input.drain(at..until)),
        2 if at < input.len() => input[at] ^= 1 << random.below(8),
        3 if at < input.len() => input[at] = TELLING[random.below(TELLING.len())],
        4 => {
            let again = input[at..until].to_vec();
            drop(input.splice(at..at, again));
        }
        _ => {
            let from = random.below(other.len() + 1);
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
    }
}

/// Marsaglia's xorshift64.
pub struct Random(pub u64);

impl Random {
    /// A number from 0 to `end`, which is not among them; 0 for an `end` of 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}
