//! The offline emulator.
