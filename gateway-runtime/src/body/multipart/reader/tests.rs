use super::*;

/// A part as it was read.
pub(in crate::body::multipart) type Part = (PartHead, Vec<u8>);

const LIMITS: Limits = Limits { max_parts: 4, max_part_head_bytes: 300, max_total_bytes: 1000 };
const WIDE: Limits = Limits { max_parts: 100, max_part_head_bytes: 10_000, max_total_bytes: 1 << 30 };

/// Reads a message that arrives in these pieces.
pub(in crate::body::multipart) fn read(
    boundary: &Boundary,
    pieces: &mut dyn Iterator<Item = &[u8]>,
) -> Result<Vec<Part>, MultipartFlaw> {
    read_with(boundary, WIDE, &[], pieces)
}

fn read_with(
    boundary: &Boundary,
    limits: Limits,
    declared: &'static [&'static str],
    pieces: &mut dyn Iterator<Item = &[u8]>,
) -> Result<Vec<Part>, MultipartFlaw> {
    let mut reader = Reader::new(boundary, limits, declared);
    let mut parts: Vec<Part> = Vec::new();
    let mut is_open = false;
    for mut piece in pieces {
        while let Some(event) = reader.read(&mut piece)? {
            match event {
                Event::Part(head) => {
                    assert!(!is_open);
                    parts.push((head, Vec::new()));
                }
                Event::Data(data) => {
                    assert!(is_open && !data.is_empty());
                    parts.last_mut().unwrap().1.extend_from_slice(data);
                    continue;
                }
                Event::PartEnd => assert!(is_open),
            }
            is_open = !is_open;
        }
        assert!(piece.is_empty());
    }
    reader.finish()?;
    assert!(!is_open);
    Ok(parts)
}

/// Reads `message` whole, byte by byte, and cut at every place, with the same outcome.
fn every_cut(
    boundary: &Boundary,
    limits: Limits,
    declared: &'static [&'static str],
    message: &[u8],
) -> Result<Vec<Part>, MultipartFlaw> {
    let whole = read_with(boundary, limits, declared, &mut core::iter::once(message));
    assert_eq!(read_with(boundary, limits, declared, &mut message.chunks(1)), whole, "byte by byte");
    for cut in 0..=message.len() {
        let (first, second) = message.split_at(cut);
        assert_eq!(read_with(boundary, limits, declared, &mut [first, second].into_iter()), whole, "cut at {cut}");
        let (second, third) = second.split_at(second.len().min(3));
        assert_eq!(read_with(boundary, limits, declared, &mut [first, second, third].into_iter()), whole, "at {cut}");
    }
    whole
}

fn boundary(text: &str) -> Boundary {
    Boundary::of_content_type(format!("multipart/form-data; boundary=\"{text}\"").as_bytes()).unwrap()
}

/// One part named `a` with this data, under the boundary `x`.
fn with_data(data: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{data}\r\n--x--\r\n")
}

/// One part with these lines for a head, under the boundary `x`.
fn with_head(lines: &str) -> String {
    format!("--x\r\n{lines}\r\n\r\ndata\r\n--x--\r\n")
}

fn judge(message: &str) -> Result<Vec<Part>, MultipartFlaw> {
    every_cut(&boundary("x"), LIMITS, &["X-Index"], message.as_bytes())
}

#[test]
fn data_is_what_stands_between_its_lines() {
    for data in [
        "",
        "1",
        "\r\n",
        "\r",
        "\n",
        "\r\r\n\n",
        "\r\n-",
        "\r\n--",
        "\r\n--y",
        "\r\n\r\n--y--",
        "--y",
        "-",
        "--",
        "\r\n-\r\n--\r",
        "a--x",
        "a --x--",
        "-\r\n --x",
        "\r\n\r\n",
        "\n--\n--y",
        "--\r\n-x",
        "\0\u{1}\u{7f}",
        "\r\r\r\r",
    ] {
        let parts = judge(&with_data(data)).unwrap_or_else(|flaw| panic!("{data:?}: {flaw:?}"));
        let [(head, read)] = parts.as_slice() else { panic!("{data:?}: {parts:?}") };
        assert_eq!((head.name(), read.as_slice()), ("a", data.as_bytes()));
    }
}

#[test]
fn parts_come_in_their_order() {
    let message = "--x\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n--x\r\n\
        Content-Type: Image/PNG\r\nX-INDEX: 7 8\r\n\
        Content-Disposition: FORM-DATA; filename=\"a b.png\"; name=\"€%22\"\r\n\r\n2\r\n--x--";
    let parts = judge(message).unwrap();
    let heads: Vec<&PartHead> = parts.iter().map(|(head, _)| head).collect();
    let [first, second] = heads.as_slice() else { panic!("{heads:?}") };
    assert_eq!((first.name(), first.file_name(), first.content_type(), first.fields()), ("a", None, None, &[][..]));
    assert_eq!((second.name(), second.file_name()), ("€%22", Some("a b.png")));
    assert_eq!((second.content_type(), second.fields()), (Some("image/png"), &[("X-Index", "7 8".to_owned())][..]));
    assert_eq!(parts.iter().map(|(_, data)| data.as_slice()).collect::<Vec<_>>(), [b"1", b"2"]);
}

/// A boundary of hyphens only makes every line of hyphens one that begins with it.
#[test]
fn boundaries_of_hyphens_are_read_too() {
    let read = |message: &str| every_cut(&boundary("--"), LIMITS, &[], message.as_bytes());
    let head = "----\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    assert_eq!(read(&format!("{head}--- -\r\n---\r\n------")).unwrap()[0].1, b"--- -\r\n---");
    assert_eq!(read(&format!("{head}\r\n-----\r\n------")), Err(MultipartFlaw::Boundary));
    assert_eq!(read(&format!("{head}----\r\n------")), Err(MultipartFlaw::Boundary));
}

#[test]
fn frames_have_one_spelling() {
    let check = |message: &str, flaw: MultipartFlaw| assert_eq!(judge(message), Err(flaw), "{message:?}");
    let head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
    check("", MultipartFlaw::Truncated);
    check("preamble\r\n--x", MultipartFlaw::Preamble);
    check(&format!("\r\n{}", with_data("1")), MultipartFlaw::Preamble);
    check("-x", MultipartFlaw::Preamble);
    check("--y\r\n", MultipartFlaw::Preamble);
    check("--x--\r\n", MultipartFlaw::NoPart);
    check("--x-\r\n", MultipartFlaw::Boundary);
    check("--xy\r\n", MultipartFlaw::Boundary);
    check("--x\n", MultipartFlaw::LineEnd);
    check("--x\r\r\n", MultipartFlaw::LineEnd);
    check("--x \r\n", MultipartFlaw::Padding);
    check("--x\t\r\n", MultipartFlaw::Padding);
    check(&with_data("1\r\n--xy"), MultipartFlaw::Boundary);
    check(&with_data("1\r\n--x-\r\n"), MultipartFlaw::Boundary);
    check(&with_data("1\r\n--x --"), MultipartFlaw::Padding);
    check(&with_data("1\n--x"), MultipartFlaw::LineEnd);
    check(&with_data("1\n--x--"), MultipartFlaw::LineEnd);
    check(&with_data("\n--x"), MultipartFlaw::LineEnd);
    check(&with_data("1\r\n--x\n"), MultipartFlaw::LineEnd);
    check(&with_data("--x"), MultipartFlaw::Boundary);
    check(&with_data("--xy"), MultipartFlaw::Boundary);
    check(&format!("--x\r\n{head}--x--\r\n"), MultipartFlaw::Boundary);
    check(&format!("--x\r\n{head}1"), MultipartFlaw::Truncated);
    check(&format!("--x\r\n{head}1\r\n--x"), MultipartFlaw::Truncated);
    check(&format!("--x\r\n{head}1\r\n--x-"), MultipartFlaw::Truncated);
    check(&format!("--x\r\n{head}1\r\n--x\r\n"), MultipartFlaw::Truncated);
    check(&format!("--x\r\n{head}1\r\n--x--\r"), MultipartFlaw::Truncated);
    check("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n--x--\r\n", MultipartFlaw::PartHead);
    check("--x\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--x--", MultipartFlaw::LineEnd);
    for epilogue in [" ", "\n", "\r\n ", "\r\r\n", "\r\n\r\n", "--", "\r\n--x--", "epilogue", "\0"] {
        check(&format!("--x\r\n{head}1\r\n--x--{epilogue}"), MultipartFlaw::Epilogue);
    }
}

#[test]
fn heads_have_one_spelling() {
    let check = |lines: &str, flaw: MultipartFlaw| assert_eq!(judge(&with_head(lines)), Err(flaw), "{lines:?}");
    check("Content-Type: text/plain", MultipartFlaw::Disposition);
    for value in [
        "attachment; name=\"a\"",
        "",
        "form-data; name=\"a\"; name=\"a\"",
        "form-data; name=\"a\"; size=1",
        "form-data; name=\"a\"; filename=b; filename=\"b\"",
        "form-data; name=\"a\\\"b\"",
        "form-data; name=\"a\"b\"",
        "form-data; name=\"a",
        "form-data name=\"a\"",
        "form-data; name=\"a\";",
        "form-data; name=a b",
        "form-data, form-data; name=a",
        "form-data; name=\"a\\b\"",
    ] {
        check(&format!("Content-Disposition: {value}"), MultipartFlaw::Disposition);
    }
    for value in ["form-data", "form-data; name=\"\"", "form-data; filename=\"a\""] {
        check(&format!("Content-Disposition: {value}"), MultipartFlaw::Name);
    }
    for parameter in ["filename*=utf-8''b", "name*=utf-8''b", "filename*0=\"b\"", "NAME*=utf-8''b"] {
        check(&format!("Content-Disposition: form-data; name=\"a\"; {parameter}"), MultipartFlaw::ExtendedParameter);
    }
    let file_name = |name: &str| format!("Content-Disposition: form-data; name=\"a\"; filename=\"{name}\"");
    check(&file_name("../a"), MultipartFlaw::FileName(crate::body::file_name::FileNameFlaw::Separator));
    check(&file_name(""), MultipartFlaw::FileName(crate::body::file_name::FileNameFlaw::Empty));
    let and = |line: &str| format!("Content-Disposition: form-data; name=\"a\"\r\n{line}");
    for line in [
        "no colon",
        ": x",
        "X-Index : 1",
        "X Index: 1",
        "X-Index: a\rb",
        "X-Index: a\0",
        "X-Index: a\u{7f}b",
        "X-Index: a\tb",
        "X-Index: é",
        "\r",
        "X-Index: 1\r",
    ] {
        check(&and(line), MultipartFlaw::PartHead);
    }
    check("Content-Disposition: form-data; name=\"a\0\"", MultipartFlaw::PartHead);
    check("Content-Disposition: form-data; name=\"a\"\r\n ; filename=b", MultipartFlaw::Folded);
    check(" Content-Disposition: form-data; name=\"a\"", MultipartFlaw::Folded);
    check(&and("\tx"), MultipartFlaw::Folded);
    check(&and("X-Other: 1"), MultipartFlaw::UnknownHeader);
    check(&and("Content-Length: 4"), MultipartFlaw::UnknownHeader);
    check(&and("Content-Transfer-Encoding: base64"), MultipartFlaw::TransferEncoding);
    check(&and("content-transfer-encoding: binary"), MultipartFlaw::TransferEncoding);
    check(&and("Content-Disposition: form-data; name=\"b\""), MultipartFlaw::DuplicateHeader);
    check(&and("Content-Type: a/b\r\nContent-type: a/b"), MultipartFlaw::DuplicateHeader);
    check(&and("X-Index: 1\r\nx-index: 1"), MultipartFlaw::DuplicateHeader);
    check(&and("Content-Type: Multipart/mixed; boundary=y"), MultipartFlaw::Nested);
    for value in ["", "text", "text/", "/x", "text/plain, a/b", "text/plain;", "a/b; c=d; C=d", "a/b; c=\"é\"", "a b/c"]
    {
        check(&and(&format!("Content-Type: {value}")), MultipartFlaw::ContentType);
    }
    let latin = [b"--x\r\nContent-Disposition: form-data; name=\"\xe9\"\r\n\r\n\r\n--x--".as_slice(), b"\r\n"].concat();
    assert_eq!(every_cut(&boundary("x"), LIMITS, &[], &latin), Err(MultipartFlaw::Utf8));
}

/// `Content-Transfer-Encoding` changes what the data means, so declaring it does not help.
#[test]
fn a_transfer_encoding_cannot_be_declared() {
    let message = with_head("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: 8bit");
    let read = every_cut(&boundary("x"), LIMITS, &["Content-Transfer-Encoding"], message.as_bytes());
    assert_eq!(read, Err(MultipartFlaw::TransferEncoding));
}

#[test]
fn limits_hold_to_the_byte() {
    let part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    assert_eq!(judge(&format!("{}--x--", part.repeat(4))).map(|parts| parts.len()), Ok(4));
    assert_eq!(judge(&format!("{}--x--", part.repeat(5))), Err(MultipartFlaw::TooManyParts));
    let head = |bytes: usize| {
        let rest = "Content-Disposition: form-data; name=\"\"\r\n\r\n".len();
        with_head(&format!("Content-Disposition: form-data; name=\"{}\"", "a".repeat(bytes - rest)))
    };
    assert_eq!(judge(&head(300)).map(|parts| parts.len()), Ok(1));
    assert_eq!(judge(&head(301)), Err(MultipartFlaw::PartHeadTooLarge));
    assert_eq!(judge(&with_head(&"a".repeat(900))), Err(MultipartFlaw::PartHeadTooLarge));
    let frame = with_data("").len();
    assert_eq!(judge(&with_data(&"1".repeat(1000 - frame))).map(|parts| parts.len()), Ok(1));
    assert_eq!(judge(&with_data(&"1".repeat(1001 - frame))), Err(MultipartFlaw::TooLarge));
    assert_eq!(judge(&format!("{}y", with_data("\r\n--xy")).repeat(50)), Err(MultipartFlaw::Boundary));
}

#[test]
fn a_flaw_is_final() {
    let boundary = boundary("x");
    let mut reader = Reader::new(&boundary, LIMITS, &[]);
    assert_eq!(reader.read(&mut b"--y".as_slice()), Err(MultipartFlaw::Preamble));
    assert_eq!(reader.read(&mut b"--x\r\n".as_slice()), Err(MultipartFlaw::Preamble));
    assert_eq!(reader.read(&mut b"".as_slice()), Err(MultipartFlaw::Preamble));
    assert_eq!(reader.finish(), Err(MultipartFlaw::Preamble));
}

/// However many bytes arrive, less than one boundary of them is held back.
#[test]
fn little_is_held() {
    let longest = boundary(&"-".repeat(70));
    let mut reader = Reader::new(&longest, WIDE, &[]);
    let head = format!("--{}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", longest.as_str());
    let mut head = head.as_bytes();
    assert!(matches!(reader.read(&mut head), Ok(Some(Event::Part(_)))));
    let data = format!("a{}\r\n{}", "-".repeat(50), "-".repeat(71)).repeat(1000);
    let mut given = 0;
    for (position, byte) in data.as_bytes().iter().enumerate() {
        let byte = [*byte];
        let mut piece = byte.as_slice();
        while let Some(event) = reader.read(&mut piece).unwrap() {
            let Event::Data(data) = event else { panic!("{event:?}") };
            given += data.len();
        }
        assert!(position + 1 - given < longest.as_str().len() + 4);
        assert!(reader.line.capacity() < 200);
    }
}
