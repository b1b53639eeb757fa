//! Every primitive against a plain reference, on bytes of every kind and at every distance from the end.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on says so")]
#![allow(clippy::redundant_closure_for_method_calls, reason = "a path has one lifetime, and these need every one")]

use proptest::prelude::*;

use crate::{Block, Class, Cursor, Layout, Literal, Padded, Scan, Tail};

/// Bytes that are more often special than chance would have it, and where to begin.
fn bodies() -> impl Strategy<Value = (Vec<u8>, usize)> {
    let byte = prop_oneof![
        4 => prop::sample::select(b"\"\\\0 \n\r\t,:{}[]-.eE0123456789abcdefxyzAZ\x7f".to_vec()),
        1 => any::<u8>(),
    ];
    let run = (byte, 1..24_usize).prop_map(|(byte, count)| vec![byte; count]);
    let known = prop::sample::select(vec![
        &b"\"d23f0824-128b-4f33-8c5c-7fd0a6a3a450\""[..],
        b"\"2026-03-14T09:26:53.589Z\"",
        b"\"255.1.0.99\"",
        b"\"name\":",
        b"\"a-name-of-some-length\":",
        b"\"QRT-7132250\"",
        b"\"plain text of more than sixteen bytes\"",
        b"\n        ",
    ])
    .prop_map(<[u8]>::to_vec);
    let body = prop::collection::vec(prop_oneof![run, known], 0..6).prop_map(|parts| parts.concat());
    (body, any::<prop::sample::Index>()).prop_map(|(body, at)| {
        let at = at.index(body.len() + 1);
        (body, at)
    })
}

/// The offset where a step leads, as the primitive says it.
fn led(body: &[u8], at: usize, step: impl for<'b> Fn(Cursor<'b>) -> Option<Cursor<'b>>) -> Option<usize> {
    let mut padded = Padded::new();
    let filled = padded.fill(body);
    step(filled.cursor(at)).map(|end| filled.offset(end))
}

fn rest(body: &[u8], at: usize) -> &[u8] {
    &body[at..]
}

fn is_plain(byte: u8) -> bool {
    (b' '..0x80).contains(&byte) && byte != b'"' && byte != b'\\'
}

fn quoted(rest: &[u8]) -> Option<&[u8]> {
    let text = rest.strip_prefix(b"\"")?;
    let end = text.iter().position(|byte| *byte == b'"')?;
    Some(&text[..end])
}

const CLASSES: [Class; 3] =
    [Class::new(&[(b'A', b'Z')], 3, 3), Class::new(&[(b'-', b'-')], 1, 1), Class::new(&[(b'0', b'9')], 4, 8)];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_those_of_the_body_and_then_zeros((body, at) in bodies()) {
        let mut padded = Padded::new();
        let filled = padded.fill(&body);
        let cursor = filled.cursor(at);
        prop_assert_eq!(filled.offset(cursor), at);
        prop_assert_eq!(filled.rest(cursor), rest(&body, at));
        prop_assert_eq!(filled.bytes(), &body[..]);
        let mut ahead = rest(&body, at).to_vec();
        ahead.resize(ahead.len().max(64), 0);
        prop_assert_eq!(&cursor.bytes::<0, 64>()[..], &ahead[..64]);
        prop_assert_eq!(cursor.first(), ahead[0]);
        prop_assert_eq!(cursor.peek::<63>(), ahead[63]);
    }

    #[test]
    fn white_space_is_skipped((body, at) in bodies()) {
        let space = rest(&body, at).iter().take_while(|byte| b" \n\r\t".contains(byte)).count();
        prop_assert_eq!(led(&body, at, |cursor| Some(cursor.start())), Some(at + space));
        prop_assert_eq!(led(&body, at, |cursor| Some(cursor.spaces())), Some(at + space));
    }

    #[test]
    fn runs_end_at_the_first_other_byte((body, at) in bodies(), text in "[ -~]{0,150}") {
        let bytes = [text.as_bytes(), rest(&body, at)].concat();
        let expected = bytes.iter().take_while(|byte| matches!(byte, b' '..=b'~')).count();
        prop_assert_eq!(crate::run(&bytes, Block::printable), expected);
        if let Some(mut scan) = Scan::new(&bytes) {
            prop_assert_eq!(scan.take_long_while(Block::printable), &bytes[..expected]);
            prop_assert_eq!(scan.offset(), expected);
        }
    }

    #[test]
    fn digits_are_counted((body, at) in bodies()) {
        let digits: Vec<u8> = rest(&body, at).iter().copied().take_while(u8::is_ascii_digit).collect();
        prop_assert_eq!(led(&body, at, |cursor| Some(cursor.digits().1)), Some(at + digits.len()));
        prop_assert_eq!(led(&body, at, |cursor| Some(cursor.skip_digits().1)), Some(at + digits.len().min(16)));
        let value = digits.iter().fold(0_u64, |value, digit| value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
        let mut padded = Padded::new();
        prop_assert_eq!(padded.fill(&body).cursor(at).digits().0, value);
    }

    #[test]
    fn plain_strings_end_where_they_end((body, at) in bodies()) {
        let text = quoted(rest(&body, at)).filter(|text| text.iter().all(|byte| is_plain(*byte)));
        prop_assert_eq!(led(&body, at, |cursor| cursor.plain()), text.map(|text| at + text.len() + 2));
        let mut padded = Padded::new();
        let filled = padded.fill(&body);
        prop_assert_eq!(filled.cursor(at).plain_text().map(|(text, _)| text), text);
    }

    #[test]
    fn literals_are_compared_whole((body, at) in bodies(), name in "[a-z-]{0,20}") {
        let name: &'static str = name.leak();
        for (text, form) in [("name", "\"name\":"), ("a-name-of-some-length", "\"a-name-of-some-length\":")] {
            let expected = rest(&body, at).starts_with(form.as_bytes()).then_some(at + form.len());
            prop_assert_eq!(led(&body, at, |cursor| Literal::new(text, Tail::Colon).strip(cursor)), expected);
        }
        let literal = Literal::new(name, Tail::Quote);
        let form = format!("\"{name}\"");
        prop_assert_eq!(led(form.as_bytes(), 0, |cursor| literal.strip(cursor)), Some(form.len()));
        prop_assert_eq!(led(&form.as_bytes()[..form.len() - 1], 0, |cursor| literal.strip(cursor)), None);
        let awkward = Literal::new("a\"b", Tail::Quote);
        prop_assert_eq!(led(&body, at, |cursor| awkward.strip(cursor)), None);
    }

    #[test]
    fn shapes_are_recognised_and_nothing_else((body, at) in bodies()) {
        let text = quoted(rest(&body, at));
        let digits = |text: &[u8]| text.iter().all(u8::is_ascii_hexdigit);
        let is_uuid = |text: &[u8]| {
            let parts: Vec<&[u8]> = text.split(|byte| *byte == b'-').collect();
            parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(|part| digits(part))
        };
        prop_assert_eq!(led(&body, at, |cursor| cursor.uuid()), text.filter(|text| is_uuid(text)).map(|text| at + text.len() + 2));
        let is_address = |text: &[u8]| {
            let parse = |text: &str| text.parse::<std::net::Ipv4Addr>().is_ok();
            std::str::from_utf8(text).is_ok_and(parse)
        };
        prop_assert_eq!(led(&body, at, |cursor| cursor.ipv4()), text.filter(|text| is_address(text)).map(|text| at + text.len() + 2));
        if let Some(end) = led(&body, at, |cursor| cursor.date_time()) {
            prop_assert_eq!(Some(end), text.map(|text| at + text.len() + 2));
        }
        let layout = Layout::of(&CLASSES).unwrap();
        let is_laid_out = |text: &[u8]| {
            (8..=12).contains(&text.len())
                && text[..3].iter().all(u8::is_ascii_uppercase)
                && text[3] == b'-'
                && text[4..].iter().all(u8::is_ascii_digit)
        };
        let expected = text.filter(|text| is_laid_out(text)).map(|text| at + text.len() + 2);
        prop_assert_eq!(led(&body, at, |cursor| cursor.laid_out(&layout)), expected);
    }

    #[test]
    fn cursors_of_another_body_give_a_wrong_answer_and_no_harm((body, at) in bodies(), (other, there) in bodies()) {
        let (mut one, mut two) = (Padded::new(), Padded::new());
        let (body, other) = (one.fill(&body), two.fill(&other));
        let (here, elsewhere) = (body.cursor(at), other.cursor(there));
        prop_assert!(body.between(here, elsewhere).len() <= body.len());
        prop_assert!(body.between(elsewhere, here).len() <= body.len());
        prop_assert!(body.rest(elsewhere).len() <= body.len());
        prop_assert!(body.offset(elsewhere) <= body.len());
    }
}

#[test]
fn date_times_in_their_usual_spelling_are_recognised() {
    for text in ["2026-03-14T09:26:53.589Z", "2024-02-28T23:59:59Z", "0000-12-30T00:00:00.0Z"] {
        let quoted = format!("\"{text}\"");
        assert_eq!(led(quoted.as_bytes(), 0, |cursor| cursor.date_time()), Some(quoted.len()), "{text}");
    }
    for text in [
        "2026-02-29T09:26:53Z",
        "2026-13-14T09:26:53Z",
        "2026-00-14T09:26:53Z",
        "2026-03-00T09:26:53Z",
        "2026-03-14T24:26:53Z",
        "2026-03-14T09:60:53Z",
        "2026-03-14T09:26:60Z",
        "2026-03-14T09:26:5Z",
        "2026-03-14T09:26:53.Z",
        "2026-03-14 09:26:53Z",
        "2026-03-14T09:26:53",
        "202a-03-14T09:26:53Z",
    ] {
        assert_eq!(led(format!("\"{text}\"").as_bytes(), 0, |cursor| cursor.date_time()), None, "{text}");
    }
}

#[test]
fn runs_of_every_length_end_at_every_byte() {
    for length in 0..100 {
        for at in 0..=length {
            let mut bytes = vec![b'a'; length];
            bytes.get_mut(at).into_iter().for_each(|byte| *byte = b':');
            assert_eq!(crate::run(&bytes, Block::word), at);
            for start in 0..=at {
                let Some(mut scan) = Scan::new(&bytes) else { continue };
                (0..start).for_each(|_| scan.strip(b"a").unwrap());
                let mut long = scan;
                assert_eq!(scan.take_while(Block::word), &bytes[start..at]);
                assert_eq!(long.take_long_while(Block::word), &bytes[start..at]);
                assert_eq!((scan.offset(), long.offset()), (at, at));
            }
        }
    }
}

#[test]
fn nothing_is_stripped_that_is_not_there() {
    let bytes = *b"0123456789abcdefgh";
    assert!(Scan::new(&bytes[..15]).is_none());
    let mut scan = Scan::new(&bytes).unwrap();
    assert_eq!(scan.strip(b"1"), None);
    assert_eq!(scan.strip(b"0123456789abcdef"), Some(()));
    assert_eq!((scan.strip(b"ghi"), scan.strip(b"gi"), scan.offset()), (None, None, 16));
    assert_eq!((scan.strip(b"gh"), scan.strip(b"h"), scan.offset()), (Some(()), None, 18));
    assert_eq!((scan.take_while(Block::word), scan.take_long_while(Block::word)), (&b""[..], &b""[..]));
}

#[test]
fn memory_is_used_again_and_given_back() {
    let mut padded = Padded::new();
    assert!(padded.body().is_empty() && padded.body().bytes().is_empty());
    assert_eq!(padded.fill(&[7; 5000]).len(), 5000);
    assert_eq!(padded.fill(b"ab").bytes(), b"ab");
    assert_eq!(padded.body().cursor(2).bytes::<0, 64>(), &[0; 64]);
    padded.shrink(100);
    assert!(padded.body().is_empty());
}

#[test]
fn room_that_was_made_is_not_outgrown() {
    let mut body = Padded::new();
    body.reserve(1000);
    body.extend(&[1; 600]);
    body.extend(&[2; 400]);
    assert_eq!(body.into_vec().capacity(), 1000 + crate::PADDING);
}

#[test]
fn a_body_stands_before_zeros_only() {
    use crate::{Body, PADDING};

    let padded = [b"a\0b".as_slice(), &[0; PADDING]].concat();
    assert_eq!(Body::before_zeros(&padded).unwrap().bytes(), b"a\0b");
    assert!(Body::before_zeros(&padded[3..]).unwrap().is_empty());
    assert!(Body::before_zeros(&padded[4..]).is_none(), "fewer zeros than cursors read");
    for at in 3..padded.len() {
        let mut broken = padded.clone();
        broken[at] = 1;
        assert!(Body::before_zeros(&broken).is_none(), "{at}");
    }
}
