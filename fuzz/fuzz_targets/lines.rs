//! See `gateway_differential::target::lines`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gateway_differential::target::lines(data));
