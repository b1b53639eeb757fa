//! Texts with units: durations, sizes and rates.

use core::time::Duration;

/// A rate: so many requests per so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At least 1.
    pub count: u32,
    /// A second, a minute, an hour or a day.
    pub per: Duration,
}

/// Reads `250ms`, `5s`, `10m` or `24h`.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    Some(match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" | "min" => Duration::from_secs(number.checked_mul(60)?),
        "h" => Duration::from_secs(number.checked_mul(3_600)?),
        _ => return None,
    })
}

/// Reads `512B`, `16KiB` or `1MiB` as a number of bytes.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    number.checked_mul(match unit {
        "B" => 1,
        "KiB" => 1_024,
        "MiB" => 1_024 * 1_024,
        _ => return None,
    })
}

/// Reads `5/s`, `100/min`, `1000/h` or `10000/day`.
pub(super) fn rate(text: &str) -> Option<Rate> {
    let (count, unit) = text.split_once('/')?;
    let per = match unit {
        "s" => 1,
        "m" | "min" => 60,
        "h" | "hour" => 3_600,
        "d" | "day" => 86_400,
        _ => return None,
    };
    let count = digits(count).and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0)?;
    Some(Rate { count, per: Duration::from_secs(per) })
}

fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    Some((digits(number)?, unit))
}

fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read() {
        assert_eq!(duration("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(duration("2h"), Some(Duration::from_hours(2)));
        assert_eq!(bytes("16KiB"), Some(16_384));
        assert_eq!(rate("5/s"), Some(Rate { count: 5, per: Duration::from_secs(1) }));
        assert_eq!(rate("100000/day").map(|rate| rate.count), Some(100_000));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in ["", "s", "5", "5 s", "-5s", "5sec", "99999999999999999999s", "999999999999999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
        for text in ["", "0/s", "+5/s", "5/", "/s", "5/week", "5000000000/s", "5/s/s"] {
            assert_eq!(rate(text), None, "{text}");
        }
        for text in ["16KB", "16kib", "1.5MiB", "99999999999999MiB"] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }
}
