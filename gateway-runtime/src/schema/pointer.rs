//! JSON Pointers (RFC 6901), found again from an offset.

use super::text::decode;

/// The longest pointer, in bytes.
const LONGEST: usize = 512;

/// An array or object the offset lies in.
enum Level<'b> {
    Item(usize),
    Member(Option<&'b [u8]>),
}

/// The pointer to the innermost value that begins at or before `offset`, which a validation reached; one pass.
pub(super) fn of(body: &[u8], offset: usize) -> String {
    let mut levels = Vec::new();
    let mut at = 0;
    while at < offset
        && let Some(byte) = body.get(at)
    {
        at += 1;
        match byte {
            b'{' => levels.push(Level::Member(None)),
            b'[' => levels.push(Level::Item(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b',' => match levels.last_mut() {
                Some(Level::Item(position)) => *position += 1,
                Some(Level::Member(name)) => *name = None,
                None => {}
            },
            b'"' => {
                let rest = body.get(at..).unwrap_or_default();
                let Some(length) = length(rest) else { break };
                if let Some(Level::Member(name @ None)) = levels.last_mut() {
                    *name = rest.get(..length);
                }
                at += length + 1;
            }
            _ => {}
        }
    }
    write(&levels)
}

/// The pointer to what `pointer` leads to from the member or item `name`; cut before what does not fit.
pub(super) fn below(name: &str, pointer: &str) -> String {
    let mut whole = String::new();
    for part in core::iter::once(escaped(name).as_str()).chain(pointer.split('/').skip(1)) {
        if whole.len() + 1 + part.len() > LONGEST {
            break;
        }
        whole.push('/');
        whole.push_str(part);
    }
    whole
}

/// A reference token (RFC 6901 section 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Where the string ends whose opening quote was just read.
fn length(rest: &[u8]) -> Option<usize> {
    let mut escaped = false;
    rest.iter().position(|byte| {
        let end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        end
    })
}

fn write(levels: &[Level<'_>]) -> String {
    let mut pointer = String::new();
    for level in levels {
        let part = match level {
            Level::Item(position) => position.to_string(),
            Level::Member(Some(name)) => escaped(&String::from_utf8_lossy(&decode(name))),
            Level::Member(None) => break,
        };
        if pointer.len() + 1 + part.len() > LONGEST {
            break;
        }
        pointer.push('/');
        pointer.push_str(&part);
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, below};

    #[test]
    fn pointers_are_led_to_from_above() {
        assert_eq!(below("a/b~", ""), "/a~1b~0");
        assert_eq!(below("a", "/b/0"), "/a/b/0");
        let long = "x".repeat(LONGEST - 3);
        assert_eq!(below(&long, "/b/0"), format!("/{long}/b"));
        assert_eq!(below(&"x".repeat(LONGEST), "/b"), "");
    }
}
