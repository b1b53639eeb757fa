//! The formats that are asserted: one function each, from the UTF-8 text to whether it has the format.

mod date;
mod date_time;
mod email;
mod ipv4;
mod ipv6;
mod uuid;

pub use date::date;
pub use date_time::date_time;
pub use email::email;
pub use ipv4::ipv4;
pub use ipv6::ipv6;
pub use uuid::uuid;

/// A number of exactly two digits.
fn two_digits(digits: [u8; 2]) -> Option<u32> {
    let [tens, ones] = digits;
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}
