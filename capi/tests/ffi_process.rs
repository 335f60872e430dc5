//! The C library in a process as a whole: forks, signals, descriptors, loading, exit.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "common/c.rs"]
mod c;

use c::{
    Library, Program, command, compiler, forking, forking_without_loss, is_installed, runs,
    shared_library, succeeded,
};

fn holds(name: &str) {
    runs(&Program::of(name).build());
}

#[test]
fn a_forked_child_places_a_call_of_its_own_and_leaves_the_parent_alone() {
    succeeded(&mut forking(&Program::of("process/fork").build()));
}

#[test]
fn a_child_has_no_descriptor_of_the_library_and_loses_no_memory() {
    let program = Program::of("process/fork_inherits").build();
    succeeded(&mut forking(&program));
    if is_installed("valgrind") && std::env::var_os("SANITIZE").is_none() {
        let output = succeeded(&mut forking_without_loss(&program));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn operations_that_were_submitted_belong_to_the_process_that_submitted_them() {
    succeeded(&mut forking(&Program::of("process/fork_submits").build()));
}

#[test]
fn a_child_of_a_busy_process_finds_no_lock_held() {
    if std::env::var_os("SANITIZE").is_some() {
        // AddressSanitizer's own allocator keeps its locks across a fork, and hangs in the child.
        println!("left out: AddressSanitizer cannot fork a busy process");
        return;
    }
    succeeded(&mut forking(&Program::of("process/fork_busy").build()));
}

#[test]
fn signals_belong_to_the_host() {
    holds("process/signals");
}

#[test]
fn descriptors_close_on_exec_and_none_is_left() {
    holds("process/descriptors");
}

/// Code is larger without optimization, and so are the frames on the stack.
#[cfg(not(debug_assertions))]
#[test]
fn the_stack_of_a_small_thread_is_enough() {
    holds("process/small_stack");
}

#[test]
fn a_module_is_loaded_again_and_lives_beside_another_copy() {
    let program = Program::of("process/dlopen").build();
    succeeded(command(&program).arg(shared_library()));
}

#[test]
fn a_canceled_thread_and_one_that_ends_take_nothing_with_them() {
    holds("process/canceled");
}

#[test]
fn exit_with_threads_alive_is_no_trouble() {
    for library in [Library::Static, Library::Shared] {
        let program = Program::of("process/exit_alive").with(compiler(c::Language::C), library);
        let program = program.build();
        // What is not freed is no leak: the program leaves in the middle of everything.
        let mut out_of_a_handler = std::process::Command::new(&program);
        succeeded(&mut std::process::Command::new(&program));
        succeeded(out_of_a_handler.arg("signal"));
    }
}
