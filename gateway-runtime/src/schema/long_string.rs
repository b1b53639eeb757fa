//! Strings beyond the cap, looked for only in texts that are long enough to hold one.

use memchr::{memchr, memchr2};

/// Where the first string begins that has more than `most` bytes between its quotes, as they are spelt; in JSON that was
/// validated. Linear, and nothing where the whole text is shorter.
#[inline(always)]
pub(super) fn find(text: &[u8], most: usize) -> Option<usize> {
    if text.len().saturating_sub(2) <= most { None } else { search(text, most) }
}

#[inline(never)]
fn search(text: &[u8], most: usize) -> Option<usize> {
    let mut start = memchr(b'"', text)?;
    loop {
        let mut end = start + 1;
        loop {
            let next = text.get(end..)?;
            let step = memchr2(b'"', b'\\', next)?;
            if next.get(step) == Some(&b'"') {
                end += step;
                break;
            }
            end += step + 2;
        }
        if end - start - 1 > most {
            return Some(start);
        }
        start = end + 1 + memchr(b'"', text.get(end + 1..)?)?;
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn bytes_between_the_quotes_are_counted() {
        for (text, most, expected) in [
            (r#"{"abc":"de","f":"ghi"}"#, 3, None),
            (r#"{"abc":"de","f":"ghi"}"#, 2, Some(1)),
            (r#"{"a":"de","f":"ghi"}"#, 2, Some(14)),
            (r#"["\"\\","\\\"\\"]"#, 4, Some(8)),
            (r#"["\"\\","\\\"\\"]"#, 6, None),
            ("[1,2,3]", 0, None),
            (r#""""#, 0, None),
            (r#"["","a"]"#, 0, Some(4)),
        ] {
            assert_eq!(find(text.as_bytes(), most), expected, "{text} {most}");
        }
    }
}
