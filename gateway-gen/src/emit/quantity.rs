//! Sizes and times as Rust expressions and as words.

use core::time::Duration;

/// A number of bytes in the largest unit that divides it.
pub(super) fn bytes(count: u64) -> String {
    match (count / MIB, count / KIB) {
        (1, _) if count == MIB => "contract::MIB".to_owned(),
        (mib, _) if mib > 0 && count.is_multiple_of(MIB) => format!("{mib} * contract::MIB"),
        (_, 1) if count == KIB => "contract::KIB".to_owned(),
        (_, kib) if kib > 0 && count.is_multiple_of(KIB) => format!("{kib} * contract::KIB"),
        _ => count.to_string(),
    }
}

/// The same for people.
pub(super) fn bytes_in_words(count: u64) -> String {
    if count > 0 && count.is_multiple_of(MIB) {
        format!("{} MiB", count / MIB)
    } else if count > 0 && count.is_multiple_of(KIB) {
        format!("{} KiB", count / KIB)
    } else {
        format!("{count} bytes")
    }
}

/// A time in the largest unit that divides it.
pub(super) fn duration(time: Duration) -> String {
    match largest_unit(time) {
        (0, _) => "time::Duration::ZERO".to_owned(),
        (count, unit) => format!("time::Duration::from_{}({count})", unit.constructor),
    }
}

/// The same for people.
pub(super) fn duration_in_words(time: Duration) -> String {
    let (count, unit) = largest_unit(time);
    format!("{count} {}", unit.symbol)
}

struct Unit {
    constructor: &'static str,
    symbol: &'static str,
}

fn largest_unit(time: Duration) -> (u128, Unit) {
    match (time.as_secs(), time.subsec_millis()) {
        (seconds, 0) if seconds > 0 && seconds.is_multiple_of(3600) => {
            (u128::from(seconds / 3600), Unit { constructor: "hours", symbol: "h" })
        }
        (seconds, 0) if seconds > 0 && seconds.is_multiple_of(60) => {
            (u128::from(seconds / 60), Unit { constructor: "mins", symbol: "min" })
        }
        (seconds, 0) => (u128::from(seconds), Unit { constructor: "secs", symbol: "s" }),
        _ => (time.as_millis(), Unit { constructor: "millis", symbol: "ms" }),
    }
}

const KIB: u64 = 1024;
const MIB: u64 = 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_the_largest_that_fit() {
        assert_eq!(
            [0, 1000, 1024, 16384, 1 << 20, 3 << 20].map(bytes),
            ["0", "1000", "contract::KIB", "16 * contract::KIB", "contract::MIB", "3 * contract::MIB"]
        );
        let times = [0, 1500, 2000, 60_000, 90_000, 7_200_000].map(Duration::from_millis);
        assert_eq!(times.map(duration_in_words), ["0 s", "1500 ms", "2 s", "1 min", "90 s", "2 h"]);
        assert_eq!(duration(Duration::from_secs(90)), "time::Duration::from_secs(90)");
        assert_eq!(duration(Duration::ZERO), "time::Duration::ZERO");
    }
}
