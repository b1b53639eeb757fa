//! Reading any bytes as a multipart message.

use gateway_runtime::body::multipart::{Boundary, Event, Limits, MultipartFlaw, PartHead, Reader, Writer};

const LIMITS: Limits = Limits { max_parts: 16, max_part_head_bytes: 512, max_total_bytes: 16 << 10 };
const DECLARED: &[&str] = &["X-Index"];

const BOUNDARIES: [&str; 3] = ["x", "--", "----WebKitFormBoundary0"];

type Parts = Vec<(PartHead, Vec<u8>)>;

/// Reads `data` as a message. Its first byte chooses the boundary, its second how the message is cut.
///
/// # Panics
/// Where the cut changes the outcome, or where the parts, written anew, are not read as the same.
pub fn multipart(data: &[u8]) {
    let Some(([kind, size], message)) = data.split_first_chunk() else { return };
    let position = usize::from(*kind) % BOUNDARIES.len();
    let Some(Ok(boundary)) = BOUNDARIES.get(position).map(|text| boundary(text)) else { return };
    let whole = read(&boundary, LIMITS, message, usize::MAX);
    assert_eq!(read(&boundary, LIMITS, message, usize::from(*size).max(1)), whole, "in pieces of {size}");
    assert_eq!(read(&boundary, LIMITS, message, 1), whole, "byte by byte");
    let Ok(parts) = whole else { return };
    let boundary = Boundary::from_random(0x1234_5678_9abc_def0_1234_5678_9abc_def0);
    if parts.iter().any(|(_, data)| holds(data, boundary.as_str().as_bytes())) {
        return;
    }
    let writer = Writer::new(boundary.clone());
    let mut written = Vec::new();
    for (head, data) in &parts {
        writer.begin(head, &mut written);
        written.extend_from_slice(data);
        writer.end(&mut written);
    }
    writer.finish(&mut written);
    let wide = Limits { max_parts: 16, max_part_head_bytes: 4096, max_total_bytes: 1 << 20 };
    assert_eq!(read(&boundary, wide, &written, usize::MAX), Ok(parts), "written anew");
}

fn boundary(text: &str) -> Result<Boundary, MultipartFlaw> {
    Boundary::of_content_type(format!("multipart/form-data; boundary=\"{text}\"").as_bytes())
}

fn holds(data: &[u8], boundary: &[u8]) -> bool {
    data.windows(boundary.len()).any(|window| window == boundary)
}

fn read(boundary: &Boundary, limits: Limits, message: &[u8], size: usize) -> Result<Parts, MultipartFlaw> {
    let mut reader = Reader::new(boundary, limits, DECLARED);
    let mut parts: Parts = Vec::new();
    for mut piece in message.chunks(size) {
        while let Some(event) = reader.read(&mut piece)? {
            match event {
                Event::Part(head) => parts.push((head, Vec::new())),
                Event::Data(data) => parts.last_mut().into_iter().for_each(|(_, read)| read.extend_from_slice(data)),
                Event::PartEnd => {}
            }
        }
    }
    reader.finish().map(|()| parts)
}

/// Messages of one and two parts.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let heads = [
        "Content-Disposition: form-data; name=\"a\"",
        "content-disposition: form-data; filename=\"a%22b.txt\"; name=c\r\nContent-Type: text/plain; charset=\"utf-8\"",
        "X-Index: 1\r\nContent-Disposition: form-data; name=\"€\"",
        "Content-Disposition: form-data; name=\"a\"; filename*=utf-8''b",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
        "Content-Disposition: form-data;\r\n name=\"a\"",
    ];
    let texts = ["", "1", "\r\n-", "\r\n--", "\n\r\r\n--y", "{\"a\":[1]}"];
    let mut seeds = Vec::new();
    for (kind, boundary) in (0..).zip(BOUNDARIES) {
        for (size, head) in (1..).zip(heads) {
            for text in texts {
                let part = format!("--{boundary}\r\n{head}\r\n\r\n{text}\r\n");
                let message = format!("{}--{boundary}--\r\n", part.repeat(1 + text.len() % 2));
                seeds.push([&[kind, size], message.as_bytes()].concat());
            }
        }
    }
    seeds
}
