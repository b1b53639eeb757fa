use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

const LIMITS: GzipLimits = GzipLimits { max_bytes: 1 << 20, max_ratio: 100 };

fn inflate(limits: GzipLimits, pieces: &mut dyn Iterator<Item = &[u8]>) -> Result<Vec<u8>, GzipFlaw> {
    let mut member = Gunzip::new(limits);
    let mut inflated = Vec::new();
    for mut piece in pieces {
        while let Some(step) = member.read(&mut piece)? {
            assert!((1..=STEP_BYTES).contains(&step.len()));
            inflated.extend_from_slice(step);
        }
        assert!(piece.is_empty());
    }
    member.finish().map(|()| inflated)
}

fn every_cut(member: &[u8]) -> Result<Vec<u8>, GzipFlaw> {
    let whole = inflate(LIMITS, &mut core::iter::once(member));
    assert_eq!(inflate(LIMITS, &mut member.chunks(1)), whole);
    for cut in 0..=member.len() {
        let (first, second) = member.split_at(cut);
        assert_eq!(inflate(LIMITS, &mut [first, second].into_iter()), whole, "cut at {cut}");
    }
    whole
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A member with these flags and the fields they announce.
fn with_fields(flags: u8, fields: &[u8], data: &[u8]) -> Vec<u8> {
    let mut member = vec![0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 255];
    member.extend_from_slice(fields);
    let mut encoder = DeflateEncoder::new(member, Compression::none());
    encoder.write_all(data).unwrap();
    let mut member = encoder.finish().unwrap();
    let mut checksum = Crc::new();
    checksum.update(data);
    member.extend_from_slice(&checksum.sum().to_le_bytes());
    member.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
    member
}

fn low_checksum(bytes: &[u8]) -> [u8; 2] {
    let mut checksum = Crc::new();
    checksum.update(bytes);
    let [low, high, ..] = checksum.sum().to_le_bytes();
    [low, high]
}

#[test]
fn a_member_is_inflated_however_it_is_cut() {
    let text: Vec<u8> = (0..20_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    assert_eq!(inflate(LIMITS, &mut gzip(&text).chunks(777)), Ok(text));
    for data in [b"".as_slice(), b"a", br#"{"a":[1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3]}"#] {
        assert_eq!(every_cut(&gzip(data)), Ok(data.to_vec()));
    }
    let long = "abcdefghijklmnop".repeat(4096);
    assert_eq!(inflate(LIMITS, &mut gzip(long.as_bytes()).chunks(1)), Ok(long.into_bytes()));
}

#[test]
fn optional_fields_are_passed_over() {
    let check = |flags: u8, fields: &[u8]| {
        assert_eq!(every_cut(&with_fields(flags, fields, b"data")), Ok(b"data".to_vec()), "{flags:#b}");
    };
    check(0, b"");
    check(1, b"");
    check(FEXTRA, b"\x03\0abc");
    check(FEXTRA, b"\0\0");
    check(FNAME, b"a.json\0");
    check(FNAME, b"\0");
    check(FNAME | FCOMMENT, b"name\0comment\0");
    let fields = [b"\x01\0x".as_slice(), b"name\0", b"comment\0"].concat();
    check(FEXTRA | FNAME | FCOMMENT, &fields);
    let flags = FEXTRA | FNAME | FCOMMENT | FHCRC;
    let head = [&[0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 255], fields.as_slice()].concat();
    check(flags, &[fields.as_slice(), &low_checksum(&head)].concat());
}

const FHCRC: u8 = 1 << 1;
const FEXTRA: u8 = 1 << 2;
const FNAME: u8 = 1 << 3;
const FCOMMENT: u8 = 1 << 4;

#[test]
fn everything_else_is_refused() {
    let check = |member: &[u8], flaw: GzipFlaw| assert_eq!(every_cut(member), Err(flaw), "{member:x?}");
    let member = gzip(b"data data data data");
    let changed = |at: usize, byte: u8| {
        let mut member = member.clone();
        member[at] = byte;
        member
    };
    check(b"", GzipFlaw::Truncated);
    check(br#"{"a":1}"#, GzipFlaw::Header);
    check(b"\x78\x9c\x03\0\0\0\0\x01", GzipFlaw::Header);
    check(&changed(1, 0), GzipFlaw::Header);
    check(&changed(2, 7), GzipFlaw::Header);
    for flag in 5..8 {
        check(&changed(3, 1 << flag), GzipFlaw::Header);
    }
    check(&with_fields(FHCRC, b"\0\0", b"data"), GzipFlaw::Header);
    check(&with_fields(FNAME, &[b'a'; 5000], b"data"), GzipFlaw::Header);
    check(&with_fields(FEXTRA, &[0xff; 5000], b"data"), GzipFlaw::Header);
    check(&changed(10, 0b111), GzipFlaw::Data);
    check(&changed(member.len() - 1, 1), GzipFlaw::Checksum);
    check(&changed(member.len() - 8, !member[member.len() - 8]), GzipFlaw::Checksum);
    for end in 0..member.len() {
        check(&member[..end], GzipFlaw::Truncated);
    }
    check(&[member.as_slice(), b"\0"].concat(), GzipFlaw::Trailing);
    check(&[member.as_slice(), b"\n"].concat(), GzipFlaw::Trailing);
    check(&[member.as_slice(), &member].concat(), GzipFlaw::Trailing);
    check(&gzip(&member).as_slice()[..10], GzipFlaw::Truncated);
}

#[test]
fn limits_hold() {
    let zeros = gzip(&vec![0; 10 << 20]);
    let wide = GzipLimits { max_bytes: 1 << 30, max_ratio: u32::MAX };
    for size in [1, 100, 1 << 20] {
        let inflate = |limits| inflate(limits, &mut zeros.chunks(size)).map(|data| data.len());
        assert_eq!(inflate(LIMITS), Err(GzipFlaw::Ratio));
        assert_eq!(inflate(GzipLimits { max_ratio: u32::MAX, ..LIMITS }), Err(GzipFlaw::TooLarge));
        assert_eq!(inflate(wide), Ok(10 << 20));
    }
    let small = gzip(&vec![0; 64 << 10]);
    assert_eq!(inflate(GzipLimits { max_ratio: 1, ..wide }, &mut small.chunks(9)).map(|data| data.len()), Ok(64 << 10));
    let over = gzip(&vec![0; (64 << 10) + 1]);
    assert_eq!(inflate(GzipLimits { max_ratio: 1, ..wide }, &mut over.chunks(9)), Err(GzipFlaw::Ratio));
    let exact = GzipLimits { max_bytes: 4, ..LIMITS };
    assert_eq!(inflate(exact, &mut gzip(b"1234").chunks(1)), Ok(b"1234".to_vec()));
    assert_eq!(inflate(exact, &mut gzip(b"12345").chunks(1)), Err(GzipFlaw::TooLarge));
}

/// A bomb is stopped before much of it exists.
#[test]
fn a_bomb_is_stopped_early() {
    let zeros = gzip(&vec![0; 10 << 20]);
    let mut member = Gunzip::new(LIMITS);
    let mut input = zeros.as_slice();
    let flaw = loop {
        if let Err(flaw) = member.read(&mut input) {
            break flaw;
        }
    };
    assert_eq!((flaw, member.given <= FREE_BYTES + STEP_BYTES as u64), (GzipFlaw::Ratio, true));
    assert_eq!(member.read(&mut input), Err(GzipFlaw::Ratio));
    assert_eq!(member.finish(), Err(GzipFlaw::Ratio));
}
