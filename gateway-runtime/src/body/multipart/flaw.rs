//! What can be wrong with a multipart message.

use crate::body::file_name::FileNameFlaw;

/// What is wrong with a multipart message. Where several things are, it is the one that stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MultipartFlaw {
    /// The media type is not `multipart/form-data` with exactly one `boundary` of 1 to 70 allowed characters and no other
    /// parameter.
    BoundaryParameter,
    /// The message does not begin with its boundary.
    Preamble,
    /// A line begins with the boundary and goes on, or a part's data begins with it.
    Boundary,
    /// White space follows a boundary.
    Padding,
    /// A line does not end with CRLF where one has to.
    LineEnd,
    /// It has no part.
    NoPart,
    /// It has more parts than the limit.
    TooManyParts,
    /// The head of a part is longer than the limit.
    PartHeadTooLarge,
    /// The message is longer than the limit.
    TooLarge,
    /// A line in the head of a part is no header field, or its value is malformed.
    PartHead,
    /// A header field of a part goes on in a second line.
    Folded,
    /// A part has a header field that is not declared.
    UnknownHeader,
    /// A part has a header field twice.
    DuplicateHeader,
    /// A part has a `Content-Transfer-Encoding` (RFC 7578 §4.7).
    TransferEncoding,
    /// A part has no `Content-Disposition: form-data`, or one with a parameter that is neither `name` nor `filename`, or
    /// with one twice.
    Disposition,
    /// A part has `name*` or `filename*` (RFC 7578 §4.2).
    ExtendedParameter,
    /// A part has no name, or an empty one.
    Name,
    /// The head of a part is not UTF-8.
    Utf8,
    /// The `Content-Type` of a part is no media type.
    ContentType,
    /// A part is a multipart message itself.
    Nested,
    /// The name of a file is not a plain name.
    FileName(FileNameFlaw),
    /// Something follows the final boundary.
    Epilogue,
    /// The message ends before its final boundary.
    Truncated,
}

impl MultipartFlaw {
    /// The keyword of the flaw.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BoundaryParameter => "boundary-parameter",
            Self::Preamble => "preamble",
            Self::Boundary => "boundary",
            Self::Padding => "boundary-padding",
            Self::LineEnd => "line-end",
            Self::NoPart => "no-part",
            Self::TooManyParts => "max-parts",
            Self::PartHeadTooLarge => "max-part-head-bytes",
            Self::TooLarge => "max-bytes",
            Self::PartHead => "part-head",
            Self::Folded => "part-head-folded",
            Self::UnknownHeader => "part-header-unknown",
            Self::DuplicateHeader => "part-header-duplicate",
            Self::TransferEncoding => "part-transfer-encoding",
            Self::Disposition => "part-disposition",
            Self::ExtendedParameter => "part-extended-parameter",
            Self::Name => "part-name",
            Self::Utf8 => "part-head-utf-8",
            Self::ContentType => "part-content-type",
            Self::Nested => "part-nested",
            Self::FileName(flaw) => flaw.as_str(),
            Self::Epilogue => "epilogue",
            Self::Truncated => "truncated",
        }
    }
}
