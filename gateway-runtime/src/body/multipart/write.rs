//! Writing the parts of a message in one form.

use super::{Boundary, PartHead};

/// Frames parts under a boundary of our own. For each part: [`begin`](Self::begin), its data as it is,
/// [`end`](Self::end); behind the last one [`finish`](Self::finish). Lines end with CRLF, header fields come in one
/// order and spelling, and nothing precedes the first boundary or follows the final one but a line end.
///
/// The boundary must not be in the data of any part, which [`Boundary::from_random`] gives. A message without parts has
/// no form (RFC 2046 §5.1.1): one that was read has at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    boundary: Boundary,
}

impl Writer {
    /// A writer of one message.
    pub fn new(boundary: Boundary) -> Self {
        Self { boundary }
    }

    /// The `Content-Type` value of the message.
    pub fn content_type(&self) -> String {
        self.boundary.content_type()
    }

    /// Appends what stands before the data of a part.
    pub fn begin(&self, head: &PartHead, out: &mut Vec<u8>) {
        let mut append = |pieces: &[&str]| pieces.iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
        append(&["--", self.boundary.as_str(), "\r\nContent-Disposition: form-data; name=\"", head.name(), "\""]);
        if let Some(name) = head.file_name() {
            append(&["; filename=\"", name, "\""]);
        }
        append(&["\r\n"]);
        if let Some(media_type) = head.content_type() {
            append(&["Content-Type: ", media_type, "\r\n"]);
        }
        for (name, value) in head.fields() {
            append(&[name, ": ", value, "\r\n"]);
        }
        append(&["\r\n"]);
    }

    /// Appends what stands behind the data of a part.
    pub fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\r\n");
    }

    /// Appends the final boundary.
    pub fn finish(self, out: &mut Vec<u8>) {
        for piece in ["--", self.boundary.as_str(), "--\r\n"] {
            out.extend_from_slice(piece.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use memchr::memmem;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    use super::super::reader::tests::{Part, read};
    use super::*;
    use crate::body::file_name;

    fn written(boundary: &Boundary, parts: &[Part]) -> Vec<u8> {
        let writer = Writer::new(boundary.clone());
        let mut out = Vec::new();
        for (head, data) in parts {
            writer.begin(head, &mut out);
            out.extend_from_slice(data);
            writer.end(&mut out);
        }
        writer.finish(&mut out);
        out
    }

    #[test]
    fn the_form_is_this_one() {
        let file =
            PartHead::new("a\"b\r\n", Some("x \"y\".txt"), Some("Text/Plain;Charset=\"utf-8\"; x=\"a b\"")).unwrap();
        let field = PartHead::new("c", None, None).unwrap();
        let boundary = Boundary::from_random(0xabc);
        let expected = "--00000000000000000000000000000abc\r\n\
            Content-Disposition: form-data; name=\"a%22b%0D%0A\"; filename=\"x %22y%22.txt\"\r\n\
            Content-Type: text/plain; charset=utf-8; x=\"a b\"\r\n\r\n1\r\n2\r\n\
            --00000000000000000000000000000abc\r\n\
            Content-Disposition: form-data; name=\"c\"\r\n\r\n\r\n\
            --00000000000000000000000000000abc--\r\n";
        let out = written(&boundary, &[(file, b"1\r\n2".to_vec()), (field, Vec::new())]);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    /// Data that looks like the ends of parts.
    fn data() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            vec(any::<u8>(), 0..8),
            (0..36_usize).prop_map(|end| b"\r\n--00000000000000000000000000000abd"[..end].to_vec()),
            (0..3_usize, 3..36_usize)
                .prop_map(|(start, end)| b"\r\n--00000000000000000000000000000abc"[start..end.min(35)].to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"--".to_vec()),
        ];
        vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn head() -> impl Strategy<Value = PartHead> {
        let name = "[^\\\\\\p{Cc}]{1,20}";
        let file_name = option::of("[^\\p{Cc}]{1,20}".prop_filter("judged", |name| file_name::judge(name).is_ok()));
        let media_type =
            option::of("[a-lA-L]{1,5}/[a-z+]{1,9}(; [a-z]{1,4}=(\"[ -!#-\\[\\]-~]{0,9}\"|[a-zA-Z.]{1,5}))?");
        (name, file_name, media_type).prop_map(|(name, file_name, media_type)| {
            PartHead::new(&name, file_name.as_deref(), media_type.as_deref()).unwrap()
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(parts in vec((head(), data()), 1..5), size in 1..40_usize) {
            let boundary = Boundary::from_random(0xabc);
            let delimiter = ["--", boundary.as_str()].concat();
            prop_assume!(parts.iter().all(|(_, data)| memmem::find(data, delimiter.as_bytes()).is_none()));
            let out = written(&boundary, &parts);
            prop_assert_eq!(read(&boundary, &mut out.chunks(size)), Ok(parts));
        }
    }
}
