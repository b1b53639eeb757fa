//! Validate: hold parameters and body to the document.
//!
//! # Requires
//! [`Metered`]: the caller is authorised and within its limits, so nobody else reaches a parser.
//!
//! # Guarantees
//! Every declared parameter that was sent is one JSON text that its schema accepts; no undeclared query parameter was
//! sent; the body is absent where none is declared, else whole, of a declared media type, within the cap, and accepted
//! by its schema. What is forwarded later is made of exactly these texts and bytes.
//!
//! # Denies
//! [`Denial::ParameterUndeclared`], [`Denial::ParameterRepeated`], [`Denial::ParameterMissing`],
//! [`Denial::ParameterInvalid`], [`Denial::UnexpectedBody`], [`Denial::BodyMissing`],
//! [`Denial::MediaTypeUnsupported`], [`Denial::ContentEncodingUnsupported`], [`Denial::BodyTooLarge`],
//! [`Denial::BodyIncomplete`], [`Denial::MalformedChunk`], [`Denial::BodyTimeout`], [`Denial::BodyInvalid`].
//!
//! # Costs
//! One pass over the query, which is copied once, and several where it is unusual or refused; one over the body, which is copied
//! once as it arrives. No allocation where the operation declares no parameters. Where it has a hook,
//! the same passes note where the values of its input stand: 16 bytes for each.

mod body;
mod carried;
mod coding;
mod delimiter;
mod form;
mod pairs;
mod parameters;
mod place;
mod quick;
mod scalar;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;

use self::body::{Bounds, Document, Message, Read};
pub use self::parameters::{Parameters, read_query};
use crate::contract::Undeclared;
use crate::core::Core;
use crate::decode::Noted;
use crate::denial::Denial;
use crate::memory::Reserved;
use crate::passing::Passing;
use crate::refusal::Refusal;
use crate::snapshot::Snapshot;
use crate::stage::{Metered, follows};
use crate::telemetry::Record;
use crate::upstream::Outgoing;
use crate::verdict::{Verdict, report, settle};

/// A request whose parameters and body are what the document says.
pub struct Validated {
    metered: Metered,
    parameters: Parameters,
    body: Body,
    document: Document,
    verdict: Verdict,
}

follows!(Validated => metered: Metered);

/// The body of a validated request.
pub enum Body {
    /// There is none.
    Empty,
    /// It was read whole and these bytes were checked; the memory for them is set aside as long.
    Checked(Bytes, Reserved),
    /// Its parts were checked, and it waits in the form in which it is forwarded.
    Parted(Message),
    /// It is checked while it passes.
    Passing(Box<Passing>),
}

impl core::fmt::Debug for Body {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Checked(bytes, _) => f.debug_tuple("Checked").field(&bytes.len()).finish(),
            Self::Parted(message) => f.debug_tuple("Parted").field(&message.spooled.length()).finish(),
            Self::Passing(_) => f.write_str("Passing"),
        }
    }
}

impl From<Read> for Body {
    fn from(read: Read) -> Self {
        match read {
            Read::Nothing => Self::Empty,
            Read::Whole(body, reserved) => Self::Checked(body.into_vec().into(), reserved),
            Read::Parted(message) => Self::Parted(message),
            Read::Passing(passing) => Self::Passing(passing),
        }
    }
}

impl Validated {
    /// The body.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The query to forward: the validated values in their one encoding.
    pub fn query(&self) -> Option<&str> {
        self.parameters.query(self.metered.raw_query())
    }

    /// The JSON text of each declared parameter, in the order of the facts, where it was sent, and what was noted of it.
    pub(crate) fn noted_parameters(&self) -> impl Iterator<Item = Option<Noted<'_>>> {
        self.parameters.noted()
    }

    /// The body and what was noted of it.
    pub(crate) fn noted_body(&self) -> Option<Noted<'_>> {
        match &self.body {
            Body::Empty | Body::Passing(_) => None,
            Body::Parted(_) => self.document.noted(&[]),
            Body::Checked(bytes, _) => self.document.noted(bytes),
        }
    }

    /// The `Content-Type` of the body as it is forwarded, where it is not the client's.
    pub(in crate::policy) fn content_type(&self) -> Option<&str> {
        match &self.body {
            Body::Parted(message) => Some(&message.content_type),
            Body::Empty | Body::Checked(..) | Body::Passing(_) => None,
        }
    }

    /// Whether the body is forwarded as other bytes than came: inflated, or in another form.
    pub(in crate::policy) fn is_body_rewritten(&self) -> bool {
        match &self.body {
            Body::Empty => false,
            Body::Parted(_) => true,
            Body::Checked(..) => self.document.is_rewritten() || self.metered.headers().contains_key(CONTENT_ENCODING),
            Body::Passing(_) => self.metered.headers().contains_key(CONTENT_ENCODING),
        }
    }

    /// Takes the body out to forward it, once; its memory stays set aside.
    pub(in crate::policy) fn take_body(&mut self) -> Outgoing {
        match &mut self.body {
            Body::Empty => Outgoing::Whole(Bytes::new()),
            Body::Checked(bytes, _) => {
                let rewritten = self.document.take_rewritten().map(Bytes::from);
                Outgoing::Whole(rewritten.unwrap_or_else(|| core::mem::take(bytes)))
            }
            Body::Parted(message) => Outgoing::Spooled(message.spooled.body()),
            Body::Passing(_) => match core::mem::replace(&mut self.body, Body::Empty) {
                Body::Passing(passing) => Outgoing::Passing(passing),
                Body::Empty | Body::Checked(..) | Body::Parted(_) => Outgoing::Whole(Bytes::new()),
            },
        }
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// Decodes and checks the parameters, then reads and checks the body.
pub async fn validate(
    mut metered: Metered,
    core: &Core,
    snapshot: &Snapshot,
    record: &mut Record,
) -> Result<Validated, Refusal> {
    let facts = metered.facts();
    let max_bytes = metered.effective(snapshot)?.max_body_bytes;
    let telemetry = &core.shared.telemetry;
    let mut verdict = Verdict::Passed;
    let parameters = match parameters::read(&metered, snapshot.product) {
        Ok(parameters) => {
            if parameters.has_undeclared() && facts.undeclared == Undeclared::Report {
                report(&Denial::ParameterUndeclared, record, telemetry);
            }
            parameters
        }
        Err(denial) => {
            verdict = settle(denial, record, telemetry)?;
            parameters::unread(&metered, snapshot.product)
        }
    };
    let stream = metered.take_body();
    let arriving = body::accept(&facts.body, metered.headers(), &stream, max_bytes)?;
    let read = match &arriving {
        None => Read::Nothing,
        Some(arriving) => body::read(&facts.body, arriving, metered.headers(), stream, &Bounds::of(snapshot)).await?,
    };
    record.request_bytes = read.len() as u64;
    let document = match body::check(&facts.body, arriving.as_ref(), &read) {
        Ok(document) => document,
        Err(denial) => {
            verdict = settle(denial, record, telemetry)?;
            Document::default()
        }
    };
    Ok(Validated { metered, parameters, body: read.into(), document, verdict })
}

#[cfg(test)]
mod tests;
