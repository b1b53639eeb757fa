//! What can be wrong with an HTTP/2 connection (RFC 9113 §7, §10.5).

/// What there was too much of on an HTTP/2 connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Http2Excess {
    /// Frames that carry no message: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA, unknown types.
    ControlFrames,
    /// A header block of too many frames or bytes.
    HeaderBlock,
    /// What the HTTP library bounds itself.
    Library,
    /// Streams that were reset, by the client or because of it.
    Resets,
    /// Time without reading an answer.
    SlowReading,
}

/// The error codes of RFC 9113 §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Http2Code {
    /// 0.
    NoError,
    /// 1.
    ProtocolError,
    /// 2.
    InternalError,
    /// 3.
    FlowControlError,
    /// 4.
    SettingsTimeout,
    /// 5.
    StreamClosed,
    /// 6.
    FrameSizeError,
    /// 7.
    RefusedStream,
    /// 8.
    Cancel,
    /// 9.
    CompressionError,
    /// 10.
    ConnectError,
    /// 11.
    EnhanceYourCalm,
    /// 12.
    InadequateSecurity,
    /// 13.
    Http11Required,
}

impl Http2Code {
    const ALL: [Self; 14] = [
        Self::NoError,
        Self::ProtocolError,
        Self::InternalError,
        Self::FlowControlError,
        Self::SettingsTimeout,
        Self::StreamClosed,
        Self::FrameSizeError,
        Self::RefusedStream,
        Self::Cancel,
        Self::CompressionError,
        Self::ConnectError,
        Self::EnhanceYourCalm,
        Self::InadequateSecurity,
        Self::Http11Required,
    ];

    /// The code with this number. An unknown one counts as INTERNAL_ERROR (RFC 9113 §7).
    pub fn of(number: u32) -> Self {
        usize::try_from(number).ok().and_then(|at| Self::ALL.get(at)).copied().unwrap_or(Self::InternalError)
    }

    /// Its number.
    pub const fn number(self) -> u32 {
        self as u32
    }
}
