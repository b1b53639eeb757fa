//! How long a string can be that its rules accept.

use crate::model::{Format, StringRules};
use crate::pattern::length_bounds;

/// From how many to how many Unicode scalar values one rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The rule, as people read it.
    pub rule: String,
    /// At least so many.
    pub least: u64,
    /// At most so many, where it says.
    pub most: Option<u64>,
}

/// A format whose texts have a known length, all of them ASCII.
struct Known {
    format: Format,
    name: &'static str,
    least: u64,
    most: Option<u64>,
    /// The most bytes in compact JSON.
    bytes: u64,
}

const FORMATS: [Known; 6] = [
    Known { format: Format::Date, name: "date", least: 10, most: Some(10), bytes: 10 },
    // A fraction of a second may have any number of digits, and no clock gives more than these leave room for.
    Known { format: Format::DateTime, name: "date-time", least: 20, most: None, bytes: 64 },
    // RFC 5321 section 4.5.3.1: 64 bytes, which quotes may make twice as long, the sign, and a domain of 253.
    Known { format: Format::Email, name: "email", least: 3, most: Some(318), bytes: 382 },
    Known { format: Format::Ipv4, name: "ipv4", least: 7, most: Some(15), bytes: 15 },
    Known { format: Format::Ipv6, name: "ipv6", least: 2, most: Some(45), bytes: 45 },
    Known { format: Format::Uuid, name: "uuid", least: 36, most: Some(36), bytes: 36 },
];

/// The longest escape of one scalar value that a compact writer needs: `\u001f`. Any other takes at most four bytes.
const WIDEST: u64 = 6;

fn known(format: Format) -> Option<&'static Known> {
    FORMATS.iter().find(|known| known.format == format)
}

/// What each rule says about the length.
pub(super) fn extents(rules: &StringRules) -> Vec<Extent> {
    let least = rules.min_length.map(|least| Extent { rule: "`minLength`".to_owned(), least, most: None });
    let most = rules.max_length.map(|most| Extent { rule: "`maxLength`".to_owned(), least: 0, most: Some(most) });
    let patterns = rules.patterns.iter().map(|pattern| {
        let (least, most) = length_bounds(pattern);
        Extent { rule: format!("the pattern `{pattern}`"), least, most }
    });
    let formats = rules.formats.iter().filter_map(|format| {
        let Known { name, least, most, .. } = known(*format)?;
        Some(Extent { rule: format!("the format `{name}`"), least: *least, most: *most })
    });
    least.into_iter().chain(most).chain(patterns).chain(formats).collect()
}

/// Two rules that no string obeys: the first asks for more than the second allows.
pub fn contradiction(rules: &StringRules) -> Option<(Extent, Extent)> {
    let extents = extents(rules);
    let longest = extents.iter().max_by_key(|extent| extent.least)?;
    let shortest = extents.iter().filter(|extent| extent.most.is_some()).min_by_key(|extent| extent.most)?;
    shortest.most.is_some_and(|most| longest.least > most).then(|| (longest.clone(), shortest.clone()))
}

/// The most bytes of a string between its quotes in compact JSON.
pub(super) fn bytes(rules: &StringRules) -> Option<u64> {
    let characters =
        extents(rules).iter().filter_map(|extent| extent.most).min().map(|most| most.saturating_mul(WIDEST));
    let formats = rules.formats.iter().filter_map(|format| known(*format)).map(|known| known.bytes);
    characters.into_iter().chain(formats).min()
}

/// Whether every string that the first rules accept obeys the second ones too; no where that is not certain.
pub(crate) fn implies(given: &StringRules, wanted: &StringRules) -> bool {
    let shortest = extents(given).iter().map(|extent| extent.least).max().unwrap_or(0);
    let longest = extents(given).iter().filter_map(|extent| extent.most).min();
    wanted.min_length.is_none_or(|least| shortest >= least)
        && wanted.max_length.is_none_or(|most| longest.is_some_and(|longest| longest <= most))
        && wanted.patterns.iter().all(|pattern| given.patterns.contains(pattern))
        && wanted.formats.iter().all(|format| given.formats.contains(format))
}

#[cfg(test)]
mod tests {
    use super::{bytes, contradiction, implies};
    use crate::model::{Format, StringRules};

    #[test]
    fn rules_that_no_string_obeys() {
        let rules = |min, max, pattern: Option<&str>, format| StringRules {
            min_length: min,
            max_length: max,
            patterns: pattern.map(str::to_owned).into_iter().collect(),
            formats: Option::into_iter(format).collect(),
            max_steps: None,
        };
        for impossible in [
            rules(Some(3), Some(2), None, None),
            rules(None, Some(10), Some("^[a-z]{12}$"), None),
            rules(Some(5), None, Some("^[a-z]{1,4}$"), None),
            rules(None, Some(30), None, Some(Format::Uuid)),
            rules(None, None, Some("^.{11,}$"), Some(Format::Date)),
        ] {
            assert!(contradiction(&impossible).is_some(), "{impossible:?}");
        }
        for possible in [
            rules(Some(2), Some(2), None, None),
            rules(None, Some(12), Some("^[a-z]{12}$"), None),
            rules(None, Some(2), Some("a|^bcd$"), None),
            rules(None, Some(36), None, Some(Format::Uuid)),
        ] {
            assert_eq!(contradiction(&possible), None, "{possible:?}");
        }
    }

    #[test]
    fn bytes_count_the_escapes_that_are_needed() {
        let rules = StringRules { max_length: Some(10), ..StringRules::default() };
        assert_eq!(bytes(&rules), Some(60));
        assert_eq!(bytes(&StringRules { formats: vec![Format::Uuid], ..StringRules::default() }), Some(36));
        assert_eq!(bytes(&StringRules { formats: vec![Format::Uuid], ..rules }), Some(36));
        assert_eq!(bytes(&StringRules::default()), None);
    }

    #[test]
    fn narrower_rules_imply_wider_ones() {
        let at_most = |max| StringRules { max_length: Some(max), ..StringRules::default() };
        assert!(implies(&at_most(3), &at_most(4)) && implies(&at_most(3), &StringRules::default()));
        assert!(!implies(&at_most(4), &at_most(3)) && !implies(&StringRules::default(), &at_most(3)));
        let uuid = StringRules { formats: vec![Format::Uuid], ..StringRules::default() };
        assert!(implies(&uuid, &at_most(36)) && !implies(&at_most(36), &uuid));
    }
}
