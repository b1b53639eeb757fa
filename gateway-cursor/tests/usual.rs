//! What only recognises the usual: layouts of white space, and names that are not long.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]

use gateway_cursor::{Literal, Padded, Tail};
use proptest::prelude::*;

/// A body that ends at any distance from a multiple of 64, and where to begin.
fn bodies() -> impl Strategy<Value = (Vec<u8>, usize)> {
    let part = prop_oneof![
        (prop::sample::select(b" \n\r\t\0\"a:\x80".to_vec()), 1..40_usize).prop_map(|(byte, count)| vec![byte; count]),
        (0..40_usize).prop_map(|count| [b"\n".to_vec(), vec![b' '; count], b"\"key\": ".to_vec()].concat()),
        Just(b"\"a-name-of-some-length\":".to_vec()),
        Just(b"\"a-name-that-is-longer-than-two-whole-blocks\":".to_vec()),
    ];
    (prop::collection::vec(part, 0..5), any::<prop::sample::Index>()).prop_map(|(parts, at)| {
        let body = parts.concat();
        let at = at.index(body.len() + 1);
        (body, at)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn usual_white_space_is_passed_over((body, at) in bodies()) {
        let mut padded = Padded::new();
        let filled = padded.fill(&body);
        let rest = &body[at..];
        let all = rest.iter().take_while(|byte| b" \n\r\t".contains(byte)).count();
        prop_assert_eq!(filled.offset(filled.cursor(at).gap()), at + all);
        let one = usize::from(rest.first() == Some(&b' '));
        prop_assert_eq!(filled.offset(filled.cursor(at).behind_one_space()), at + one);
        let line = rest.strip_prefix(b"\n").map_or(0, |rest| 1 + rest.iter().take(16).take_while(|byte| **byte == b' ').count());
        prop_assert_eq!(filled.offset(filled.cursor(at).behind_line()), at + line.max(one));
    }

    #[test]
    fn bytes_are_read_no_further_than_the_padding((body, at) in bodies(), ahead in 0..100_usize) {
        let mut padded = Padded::new();
        let filled = padded.fill(&body);
        let mut expected = body[at..].to_vec();
        expected.resize(expected.len() + 64, 0);
        let ahead_or_less = ahead.min(48);
        prop_assert_eq!(&filled.cursor(at).bytes_from::<16>(ahead)[..], &expected[ahead_or_less..ahead_or_less + 16]);
    }

    #[test]
    fn names_of_up_to_32_bytes_are_recognised((body, at) in bodies(), cut in 0..50_usize) {
        let mut padded = Padded::new();
        for name in ["", "key", "fourteen-bytes", "a-name-of-some-length", "a-name-of-some-lengti", "exactly-29-bytes-of-the-name-"] {
            let form = format!("\"{name}\":");
            let literal = Literal::new(name, Tail::Colon);
            let filled = padded.fill(&body);
            let found = literal.strip_usual(filled.cursor(at)).map(|end| filled.offset(end));
            prop_assert_eq!(found, body[at..].starts_with(form.as_bytes()).then_some(at + form.len()));
            let cut = form.len().min(cut);
            let filled = padded.fill(&form.as_bytes()[..cut]);
            prop_assert_eq!(literal.strip_usual(filled.start()).is_some(), cut == form.len());
        }
        let long = Literal::new("a-name-that-is-longer-than-two-whole-blocks", Tail::Colon);
        let filled = padded.fill(&body);
        prop_assert!(long.strip_usual(filled.cursor(at)).is_none());
    }
}

#[test]
fn words_are_the_bytes_behind_the_quote() {
    let word = |name| Literal::new(name, Tail::Colon).word().to_le_bytes();
    assert_eq!(&word("id"), b"id\":\0\0\0\0");
    assert_eq!(&word("postalCode"), b"postalCo");
}

#[test]
fn bodies_arrive_in_pieces() {
    let mut padded = Padded::with_capacity(5);
    for (piece, whole) in [(&b"ab"[..], &b"ab"[..]), (b"", b"ab"), (b"cdefg", b"abcdefg")] {
        padded.extend(piece);
        assert_eq!(padded.body().bytes(), whole);
        assert_eq!(padded.body().cursor(padded.len()).bytes::<0, 64>(), &[0; 64]);
    }
    padded.fill(&[7; 500]);
    padded.fill(b"xy");
    padded.extend(b"z");
    assert_eq!(padded.body().cursor(3).bytes::<0, 64>(), &[0; 64]);
    assert_eq!(padded.into_vec(), b"xyz");
    assert_eq!(Padded::new().into_vec(), b"");
}
