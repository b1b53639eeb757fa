//! See `gateway_differential::target::xml`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gateway_differential::target::xml(data));
