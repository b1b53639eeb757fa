//! What a row sends, from its notation to bytes.
//!
//! `\r`, `\n`, `\t`, `\0`, `\\` and `\xNN` are bytes; a line break of the data file is nothing. `{name}` stands for a text of
//! the run (a header line with a good token, say), `{N*TEXT}` for a text N times, and `{{` for a brace.

/// The bytes; an error names what is not understood.
pub(crate) fn bytes(notation: &str, text: &dyn Fn(&str) -> Option<String>) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut rest = notation;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '\n' => after,
            '\\' => escape(after, &mut out)?,
            '{' if after.starts_with('{') => {
                out.push(b'{');
                after.get(1..).unwrap_or_default()
            }
            '{' => {
                let (name, after) = closed(after).ok_or_else(|| format!("a brace stays open: {rest}"))?;
                match name.split_once('*') {
                    Some((count, repeated)) => {
                        let count = count.parse().map_err(|_| format!("{count} is no count"))?;
                        out.extend(bytes(repeated, text)?.repeat(count));
                    }
                    None => out.extend(text(name).ok_or_else(|| format!("{{{name}}} is not known"))?.bytes()),
                }
                after
            }
            other => {
                out.extend(other.to_string().bytes());
                after
            }
        };
    }
    Ok(out)
}

/// What is before the brace that closes, and what is behind it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut open = 0_usize;
    for (position, letter) in text.char_indices() {
        match letter {
            '{' => open += 1,
            '}' if open == 0 => return Some((text.get(..position)?, text.get(position + 1..)?)),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

fn escape<'t>(after: &'t str, out: &mut Vec<u8>) -> Result<&'t str, String> {
    let (byte, length) = match after.as_bytes() {
        [b'r', ..] => (b'\r', 1),
        [b'n', ..] => (b'\n', 1),
        [b't', ..] => (b'\t', 1),
        [b'0', ..] => (0, 1),
        [b'\\', ..] => (b'\\', 1),
        [b'x', ..] => {
            let digits = after.get(1..3).unwrap_or_default();
            (u8::from_str_radix(digits, 16).map_err(|_| format!("\\x{digits} is no byte"))?, 3)
        }
        _ => return Err(format!("\\{after} is not understood")),
    };
    out.push(byte);
    Ok(after.get(length..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn the_notation_is_what_it_says() {
        let known = |name: &str| (name == "host").then(|| "h: x\r\n".to_owned());
        let read = |notation: &str| bytes(notation, &known);
        assert_eq!(read("{2*a{2*b}}"), Ok(b"abbabb".to_vec()));
        assert_eq!(read("a\n\\r\\n{host}{3*ab}{{}\\xfF\\0\\\\"), Ok(b"a\r\nh: x\r\nababab{}\xff\0\\".to_vec()));
        for wrong in ["{other}", "{x*a}", "{open", "\\q", "\\xg0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
