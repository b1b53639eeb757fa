//! The formats that are asserted: one function each, from the UTF-8 text to whether it has the format.
//!
//! Each is linear in the text and never panics; none but [`regex`] keeps anything on the heap. `binary` and `password`
//! have no function: every string has them.

mod byte;
mod date;
mod date_time;
mod decimal;
mod duration;
mod email;
mod hostname;
mod idn_email;
mod idn_hostname;
mod ipv4;
mod ipv6;
mod iri;
mod iri_reference;
mod json_pointer;
mod label;
mod property;
mod punycode;
mod reference;
mod regex;
mod relative_json_pointer;
mod time;
mod uri;
mod uri_reference;
mod uri_template;
mod uuid;

pub use byte::byte;
pub use date::date;
pub use date_time::date_time;
pub use decimal::decimal;
pub use duration::duration;
pub use email::email;
pub use hostname::hostname;
pub use idn_email::idn_email;
pub use idn_hostname::idn_hostname;
pub use ipv4::ipv4;
pub use ipv6::ipv6;
pub use iri::iri;
pub use iri_reference::iri_reference;
pub use json_pointer::json_pointer;
pub use regex::regex;
pub use relative_json_pointer::relative_json_pointer;
pub use time::time;
pub use uri::uri;
pub use uri_reference::uri_reference;
pub use uri_template::uri_template;
pub use uuid::uuid;

/// A number of exactly two digits.
fn two_digits(digits: [u8; 2]) -> Option<u32> {
    let [tens, ones] = digits;
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// What follows the digits at the beginning; `None` if there are none.
fn behind_digits(text: &[u8]) -> Option<&[u8]> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.get(count..).filter(|_| count > 0)
}
