//! The quantities of the vocabulary, as numbers with a unit.

/// A duration such as `250ms`, in milliseconds.
pub fn milliseconds(text: &str) -> Option<u64> {
    let (count, unit) = split(text)?;
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    count.checked_mul(factor)
}

/// A size such as `64KiB`, in bytes.
pub fn bytes(text: &str) -> Option<u64> {
    let (count, unit) = split(text)?;
    let factor = match unit {
        "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        _ => return None,
    };
    count.checked_mul(factor)
}

/// A rate such as `30/min`: how many, in how many seconds.
pub fn rate(text: &str) -> Option<(u32, u64)> {
    let (count, unit) = split(text)?;
    let window = match unit {
        "/s" => 1,
        "/min" => 60,
        "/h" => 3_600,
        _ => return None,
    };
    Some((u32::try_from(count).ok()?, window))
}

fn split(text: &str) -> Option<(u64, &str)> {
    let (digits, unit) = text.split_at_checked(text.bytes().take_while(u8::is_ascii_digit).count())?;
    let count: u64 = digits.parse().ok()?;
    (count > 0).then_some((count, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(milliseconds("10m"), Some(600_000));
        assert_eq!(milliseconds("10"), None);
        assert_eq!(bytes("64KiB"), Some(65_536));
        assert_eq!(bytes("0B"), None);
        assert_eq!(rate("30/min"), Some((30, 60)));
        assert_eq!(rate("30/day"), None);
        assert_eq!(milliseconds("99999999999999999999h"), None);
    }
}
