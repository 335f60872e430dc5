//! Completions and man pages are made from the definitions of the command line.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::program::run;

/// Lets a program read a text; false when this machine does not have it.
fn reads(program: &str, arguments: &[&str], text: &str) -> bool {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        return false;
    };
    let mut input = child.stdin.take().unwrap();
    // A reader that ends early has failed, and its status says so.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    assert!(output.stderr.is_empty(), "{program}: {output:?}");
    true
}

#[test]
fn completions_are_valid_in_their_shell() {
    let script = |shell| run(&["completions", shell]).exits(0).out;
    assert!(
        reads("bash", &["-n"], &script("bash")),
        "bash is part of every machine"
    );
    reads("zsh", &["-n"], &script("zsh"));
    reads("fish", &["--no-execute"], &script("fish"));
    for shell in ["bash", "zsh", "fish"] {
        let script = script(shell);
        for word in ["hang-up", "callback-url", "offline", "through-service"] {
            assert!(script.contains(word), "{shell} has no {word}");
        }
    }
    run(&["completions", "sh"]).exits(2).says(&["bash"]);
}

#[test]
fn bash_completes_commands_and_options() {
    let script = run(&["completions", "bash"]).exits(0).out;
    let function = script
        .split(" -F ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    let complete = |words: &str, at: usize| {
        let program = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={at}; {function} acs-call \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{at}-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &program])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete("acs-call hang", 1), "hang-up");
    assert_eq!(
        complete("acs-call create --callback-u", 2),
        "--callback-url"
    );
}

#[test]
fn there_is_a_man_page_for_each_command() {
    let folder = std::env::temp_dir().join(format!("acs-call-man-{}", std::process::id()));
    run(&["man", folder.to_str().unwrap()]).exits(0);
    let mut pages: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert!(pages.contains(&"acs-call.1".to_owned()), "{pages:?}");
    assert!(
        pages.contains(&"acs-call-hang-up.1".to_owned()),
        "{pages:?}"
    );
    let help = run(&["--help"]).out;
    let commands = help
        .split("Commands:\n")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    assert_eq!(
        pages.len(),
        commands
            .lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .count()
            + 1,
        "{pages:?}"
    );
    for page in &pages {
        let text = std::fs::read_to_string(folder.join(page)).unwrap();
        reads("man", &["--warnings", "-l", "-"], &text);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(run(&["man"]).exits(0).out.contains(".TH acs-call 1"));
}
