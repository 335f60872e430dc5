#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| acs_call_automation_fuzz::tokens::run(data));
