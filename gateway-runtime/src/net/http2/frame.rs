//! Follows the frames of one direction of an HTTP/2 connection (RFC 9113 §4.1), keeping none of their payload.

/// The length of a frame header.
const HEAD: usize = 9;

/// What a client sends before its first frame (RFC 9113 §3.4).
pub(super) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The types of RFC 9113 §6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Data,
    Headers,
    Priority,
    RstStream,
    Settings,
    PushPromise,
    Ping,
    GoAway,
    WindowUpdate,
    Continuation,
    /// Any other; ignored by RFC 9113 §5.5, and counted here.
    Unknown,
}

/// One frame, without its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) stream: u32,
    /// Of the payload, in bytes, padding included.
    pub(super) length: u32,
    /// The error code of a RST_STREAM or GOAWAY; 0 of any other.
    pub(super) code: u32,
    flags: u8,
}

impl Frame {
    /// Nothing follows on this stream; means something for DATA and HEADERS.
    pub(super) fn ends_stream(&self) -> bool {
        self.flags & 0x1 != 0
    }

    /// The header block is complete; means something for HEADERS and CONTINUATION.
    pub(super) fn ends_headers(&self) -> bool {
        self.flags & 0x4 != 0
    }

    /// Some of the payload is padding; means something for DATA and HEADERS.
    pub(super) fn is_padded(&self) -> bool {
        self.flags & 0x8 != 0
    }

    fn parse(head: [u8; HEAD]) -> Self {
        let [l0, l1, l2, kind, flags, s0, s1, s2, s3] = head;
        let kind = match kind {
            0 => Kind::Data,
            1 => Kind::Headers,
            2 => Kind::Priority,
            3 => Kind::RstStream,
            4 => Kind::Settings,
            5 => Kind::PushPromise,
            6 => Kind::Ping,
            7 => Kind::GoAway,
            8 => Kind::WindowUpdate,
            9 => Kind::Continuation,
            _ => Kind::Unknown,
        };
        let length = u32::from_be_bytes([0, l0, l1, l2]);
        Self { kind, flags, stream: u32::from_be_bytes([s0 & 0x7f, s1, s2, s3]), length, code: 0 }
    }

    /// How much of the payload holds the error code, and what is before it.
    fn code_at(&self) -> usize {
        let end = match self.kind {
            Kind::RstStream => 4,
            Kind::GoAway => 8,
            Kind::Data
            | Kind::Headers
            | Kind::Priority
            | Kind::Settings
            | Kind::PushPromise
            | Kind::Ping
            | Kind::WindowUpdate
            | Kind::Continuation
            | Kind::Unknown => 0,
        };
        usize::try_from(self.length).map_or(end, |length| end.min(length))
    }
}

/// Bytes that came so far of something with a known length.
#[derive(Debug, Clone, Copy)]
struct Part<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Part<N> {
    const NONE: Self = Self { bytes: [0; N], len: 0 };

    /// Takes from the front of `rest` until `whole` bytes are here; says whether they are.
    fn fill(&mut self, whole: usize, rest: &mut &[u8]) -> bool {
        let (now, later) = rest.split_at(whole.saturating_sub(self.len).min(rest.len()));
        if let Some(room) = self.bytes.get_mut(self.len..self.len + now.len()) {
            room.copy_from_slice(now);
        }
        self.len += now.len();
        *rest = later;
        self.len >= whole
    }
}

/// Where in the frames the next byte stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Head(Part<HEAD>),
    Code(Frame, Part<8>),
    Payload { kind: Kind, left: u32 },
}

/// Follows frames as their bytes come. Its memory is constant.
#[derive(Debug)]
pub(super) struct Follower(Place);

impl Follower {
    pub(super) fn new() -> Self {
        Self(Place::Head(Part::NONE))
    }

    /// Whether the next byte is the first of a frame.
    pub(super) fn is_between(&self) -> bool {
        matches!(self.0, Place::Head(part) if part.len == 0)
    }

    /// Whether the next byte is data of a message, rather than a frame header or what steers the connection.
    pub(super) fn is_in_data(&self) -> bool {
        matches!(self.0, Place::Payload { kind: Kind::Data, .. })
    }

    /// Follows `bytes` and gives each frame as soon as its header, and its error code where it has one, are here.
    pub(super) fn advance(&mut self, mut bytes: &[u8], mut seen: impl FnMut(Frame)) {
        while !bytes.is_empty() {
            match &mut self.0 {
                Place::Head(part) => {
                    if part.fill(HEAD, &mut bytes) {
                        let frame = Frame::parse(part.bytes);
                        self.enter(frame, &mut seen);
                    }
                }
                Place::Code(frame, part) => {
                    if part.fill(frame.code_at(), &mut bytes) {
                        let (first, second) = part.bytes.split_at(4);
                        let code = if frame.kind == Kind::GoAway { second } else { first };
                        let code = code.first_chunk().copied().unwrap_or_default();
                        let frame = Frame { code: u32::from_be_bytes(code), ..*frame };
                        seen(frame);
                        let read = u32::try_from(part.len).unwrap_or(u32::MAX);
                        self.skip(frame.kind, frame.length.saturating_sub(read));
                    }
                }
                Place::Payload { kind, left } => {
                    let here = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    bytes = bytes.get(here..).unwrap_or_default();
                    let (kind, left) = (*kind, left.saturating_sub(u32::try_from(here).unwrap_or(u32::MAX)));
                    self.skip(kind, left);
                }
            }
        }
    }

    fn enter(&mut self, frame: Frame, seen: &mut impl FnMut(Frame)) {
        if frame.code_at() > 0 {
            self.0 = Place::Code(frame, Part::NONE);
        } else {
            seen(frame);
            self.skip(frame.kind, frame.length);
        }
    }

    fn skip(&mut self, kind: Kind, left: u32) {
        self.0 = if left == 0 { Place::Head(Part::NONE) } else { Place::Payload { kind, left } };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
    }

    fn follow(pieces: &[&[u8]]) -> Vec<(Kind, u32, u32, u32)> {
        let mut follower = Follower::new();
        let mut seen = Vec::new();
        for piece in pieces {
            follower.advance(piece, |frame| seen.push((frame.kind, frame.stream, frame.length, frame.code)));
        }
        assert!(follower.is_between());
        seen
    }

    #[test]
    fn frames_are_the_same_however_they_are_cut() {
        let bytes = [
            frame(4, 0, 0, &[]),
            frame(1, 0x5, 1, &[0x82; 20]),
            frame(0, 0x1, 0x8000_0001, b"abc"),
            frame(3, 0, 3, &8_u32.to_be_bytes()),
            frame(7, 0, 0, &[0, 0, 0, 3, 0, 0, 0, 11, b'x', b'y']),
            frame(3, 0, 5, &[]),
            frame(0xee, 0, 0, &[1]),
        ]
        .concat();
        let whole = follow(&[&bytes]);
        assert_eq!(
            whole,
            [
                (Kind::Settings, 0, 0, 0),
                (Kind::Headers, 1, 20, 0),
                (Kind::Data, 1, 3, 0),
                (Kind::RstStream, 3, 4, 8),
                (Kind::GoAway, 0, 10, 11),
                (Kind::RstStream, 5, 0, 0),
                (Kind::Unknown, 0, 1, 0),
            ]
        );
        for cut in 0..bytes.len() {
            let (start, end) = bytes.split_at(cut);
            assert_eq!(follow(&[start, end]), whole, "cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(follow(&single), whole);
    }

    #[test]
    fn only_the_payload_of_data_is_data() {
        let mut follower = Follower::new();
        let data = frame(0, 0, 1, b"abc");
        follower.advance(&data[..9], |_| {});
        assert!(follower.is_in_data());
        follower.advance(&data[9..], |_| {});
        assert!(follower.is_between() && !follower.is_in_data());
        follower.advance(&frame(1, 0, 1, b"abc")[..10], |_| {});
        assert!(!follower.is_between() && !follower.is_in_data());
    }
}
