//! The C shared library's name for the linker, and that it is never unmapped.

use std::env::var;
use std::error::Error;
use std::fs::read_to_string;

/// The only place with the number of the binary interface.
const VERSION: &str = "src/version.rs";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={VERSION}");
    let abi = abi_version(&read_to_string(VERSION)?)?;
    let arguments: &[String] = match var("CARGO_CFG_TARGET_OS")?.as_str() {
        "linux" => &[
            format!("-Wl,-soname,libacs_call_automation.so.{abi}"),
            // A host that unloads a module must not pull the code from under the threads of the library.
            "-Wl,-z,nodelete".to_owned(),
        ],
        "macos" => &[
            format!("-Wl,-install_name,@rpath/libacs_call_automation.{abi}.dylib"),
            format!("-Wl,-current_version,{}", var("CARGO_PKG_VERSION")?),
            // Zero is not allowed here.
            format!("-Wl,-compatibility_version,{}", abi + 1),
        ],
        _ => &[],
    };
    for argument in arguments {
        println!("cargo::rustc-cdylib-link-arg={argument}");
    }
    Ok(())
}

/// The number after `ACS_ABI_VERSION: c_int =`.
fn abi_version(source: &str) -> Result<u32, Box<dyn Error>> {
    let (_, rest) = source
        .split_once("ACS_ABI_VERSION: c_int =")
        .ok_or("src/version.rs has no ACS_ABI_VERSION")?;
    let (number, _) = rest.split_once(';').ok_or("ACS_ABI_VERSION has no end")?;
    Ok(number.trim().parse()?)
}
