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
//! One pass over the query and one over the body. No allocation where the operation declares no parameters. Where it has a
//! hook, the same passes note where the values of its input stand: 16 bytes for each.

mod body;
mod media_type;
mod parameters;
mod scalar;

use core::convert::Infallible;

use bytes::Bytes;

use self::parameters::Parameters;
use crate::core::Core;
use crate::decode::Noted;
use crate::denial::Denial;
use crate::schema::Notes;
use crate::snapshot::Snapshot;
use crate::stage::{Metered, follows};
use crate::telemetry::Record;
use crate::verdict::{Verdict, settle};

/// A request whose parameters and body are what the document says.
pub struct Validated {
    metered: Metered,
    parameters: Parameters,
    body: Body,
    body_notes: Notes,
    verdict: Verdict,
}

follows!(Validated => metered: Metered);

/// The body of a validated request.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    Empty,
    /// It was read whole and these bytes were checked.
    Checked(Bytes),
    /// It is checked while it passes. No body can be declared so yet, and the type says that none is; whoever matches
    /// has already decided that there is a third kind.
    Streaming(Infallible),
}

impl core::fmt::Debug for Body {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Checked(bytes) => f.debug_tuple("Checked").field(&bytes.len()).finish(),
            Self::Streaming(never) => match *never {},
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
        self.parameters.query()
    }

    /// The JSON text of each declared parameter, in the order of the facts, where it was sent, and what was noted of it.
    pub(crate) fn noted_parameters(&self) -> impl Iterator<Item = Option<Noted<'_>>> {
        self.parameters.noted()
    }

    /// The body and what was noted of it.
    pub(crate) fn noted_body(&self) -> Option<Noted<'_>> {
        match &self.body {
            Body::Empty => None,
            Body::Checked(bytes) => Some(Noted::of(bytes, &self.body_notes)),
            Body::Streaming(never) => match *never {},
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
) -> Result<Validated, Denial> {
    let facts = metered.facts();
    let max_bytes = metered.effective(snapshot)?.max_body_bytes;
    let telemetry = &core.shared.telemetry;
    let mut verdict = Verdict::Passed;
    let parameters = match parameters::read(&metered, snapshot.product) {
        Ok(parameters) => parameters,
        Err(denial) => {
            verdict = settle(denial, record, telemetry)?;
            parameters::unread(&metered, snapshot.product)
        }
    };
    let stream = metered.take_body();
    let body = match body::accept(&facts.body, metered.headers(), &stream, max_bytes)? {
        body::Plan::Skip => Body::Empty,
        body::Plan::Read => body::read(stream, max_bytes, snapshot.body_timeout).await?,
    };
    if let Body::Checked(bytes) = &body {
        record.request_bytes = bytes.len() as u64;
    }
    let body_notes = match body::check(&facts.body, &body) {
        Ok(notes) => notes,
        Err(denial) => {
            verdict = settle(denial, record, telemetry)?;
            Notes::default()
        }
    };
    Ok(Validated { metered, parameters, body, body_notes, verdict })
}

#[cfg(test)]
mod tests;
