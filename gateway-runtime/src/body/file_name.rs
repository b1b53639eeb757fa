//! Names of uploaded files: plain names only, nothing that a file system, a shell or a reader takes for something else.

use std::borrow::Cow;

/// The most bytes of a file name, which is what file systems take.
const MAX_BYTES: usize = 255;

/// What is wrong with a file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileNameFlaw {
    /// It is empty.
    Empty,
    /// It has more than 255 bytes.
    TooLong,
    /// It holds `/`, `\` or `:`, so it can name a folder, a drive or a stream.
    Separator,
    /// It holds `..`.
    Parent,
    /// It holds a control character, NUL included, or a line or paragraph separator.
    Control,
    /// It holds a character that overrides or isolates the direction of text (U+202A–202E, U+2066–2069), so it reads as
    /// another name.
    Direction,
    /// It begins or ends with a dot or white space.
    Edge,
    /// It names a device of Windows, with any extension.
    Device,
    /// It is percent-encoded, and what it encodes is not UTF-8.
    Encoding,
}

impl FileNameFlaw {
    /// The keyword of the flaw.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "file-name-empty",
            Self::TooLong => "file-name-length",
            Self::Separator => "file-name-separator",
            Self::Parent => "file-name-parent",
            Self::Control => "file-name-control",
            Self::Direction => "file-name-direction",
            Self::Edge => "file-name-edge",
            Self::Device => "file-name-device",
            Self::Encoding => "file-name-encoding",
        }
    }
}

/// Judges the name of a file: as it stands, and as every decoder of percent-encoding would read it, however often it
/// decodes. The name is to be used as it stands.
pub fn judge(name: &str) -> Result<(), FileNameFlaw> {
    if name.len() > MAX_BYTES {
        return Err(FileNameFlaw::TooLong);
    }
    judge_plain(name)?;
    let mut name = Cow::Borrowed(name);
    // Each decoding is shorter than what it decodes.
    while let Some(decoded) = decode(&name) {
        name = Cow::Owned(String::from_utf8(decoded).map_err(|_| FileNameFlaw::Encoding)?);
        judge_plain(&name)?;
    }
    Ok(())
}

fn judge_plain(name: &str) -> Result<(), FileNameFlaw> {
    if name.is_empty() {
        return Err(FileNameFlaw::Empty);
    }
    if name.contains(['/', '\\', ':']) {
        return Err(FileNameFlaw::Separator);
    }
    if name.contains("..") {
        return Err(FileNameFlaw::Parent);
    }
    for character in name.chars() {
        match character {
            '\u{2028}' | '\u{2029}' => return Err(FileNameFlaw::Control),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => return Err(FileNameFlaw::Direction),
            other if other.is_control() => return Err(FileNameFlaw::Control),
            _ => {}
        }
    }
    let is_edge = |character: char| character == '.' || character.is_whitespace();
    if name.starts_with(is_edge) || name.ends_with(is_edge) {
        return Err(FileNameFlaw::Edge);
    }
    if is_device(name) { Err(FileNameFlaw::Device) } else { Ok(()) }
}

/// The reserved names of Windows. What follows the first dot does not count, nor do spaces before it.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let is = |device: &str| stem.eq_ignore_ascii_case(device);
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].into_iter().any(is) {
        return true;
    }
    let Some((kind, number)) = stem.split_at_checked(3) else { return false };
    let is_port = kind.eq_ignore_ascii_case("COM") || kind.eq_ignore_ascii_case("LPT");
    is_port && (matches!(number.as_bytes(), [b'0'..=b'9']) || matches!(number, "¹" | "²" | "³"))
}

/// Decodes every escape once; what is none stays. `None` where there is none.
fn decode(name: &str) -> Option<Vec<u8>> {
    let mut rest = name.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let [byte, behind @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, behind @ ..] => crate::percent::digit(*high)
                .zip(crate::percent::digit(*low))
                .map(|(high, low)| (high << 4 | low, behind)),
            _ => None,
        };
        let (byte, behind) = escaped.unwrap_or((*byte, behind));
        decoded.push(byte);
        rest = behind;
    }
    (decoded.len() < name.len()).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_pass() {
        for name in [
            "a",
            "report.pdf",
            "a b.txt",
            "año €.txt",
            "archive.tar.gz",
            "100%.txt",
            "a%20b",
            "50%zz",
            "%",
            "a%2",
            "con-2.txt",
            "console",
            "com10",
            "lpt",
            "a\"b",
            "a%22b",
            "שלום.txt",
            "a.b.c",
            "com¹x",
        ] {
            assert_eq!(judge(name), Ok(()), "{name}");
        }
        assert_eq!(judge(&"a".repeat(255)), Ok(()));
    }

    #[test]
    fn everything_else_is_refused_for_its_reason() {
        let check = |names: &[&str], flaw: FileNameFlaw| {
            for name in names {
                assert_eq!(judge(name), Err(flaw), "{name}");
            }
        };
        check(&[""], FileNameFlaw::Empty);
        check(
            &["../x", "/etc/passwd", "a/b", "a\\b", "C:x", "a:b", "a%2fb", "a%2Fb", "a%5cb", "a%252fb", "a%25252fb"],
            FileNameFlaw::Separator,
        );
        check(&["..", "a..b", "a%2e%2eb", "a.%2eb"], FileNameFlaw::Parent);
        check(
            &["x.php\0.jpg", "x.php%00.jpg", "x%2500y", "a\nb", "a%0d%0ab", "a\u{7f}b", "a\u{85}b", "a\u{2028}b"],
            FileNameFlaw::Control,
        );
        check(&["a\u{202e}gpj.exe", "a%E2%80%AEb", "\u{2066}a", "a\u{2069}b"], FileNameFlaw::Direction);
        check(&[".htaccess", "a.", " a", "a ", "a\u{a0}", "%2ea", "a%20", "."], FileNameFlaw::Edge);
        check(
            &["con", "NUL", "nul.txt", "aux .txt", "COM1", "lpt9.a.b", "com¹", "CONOUT$", "%6eul"],
            FileNameFlaw::Device,
        );
        check(&["a%ff", "a%c0%afb", "a%ed%a0%80"], FileNameFlaw::Encoding);
        check(&[&"a".repeat(256)], FileNameFlaw::TooLong);
    }
}
