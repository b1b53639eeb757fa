//! What generated code implements, and what a hook receives.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use crate::contract::{HookStage, OperationFacts};
use crate::decode::{Member, Noted};
use crate::principal::Principal;

/// One operation of a product: a marker type, its facts, its typed input.
pub trait Operation: 'static {
    /// What a hook sees: decoded, validated, authorised, borrowed from the request.
    type Input<'a>;

    /// What the document says about the operation.
    const FACTS: &'static OperationFacts;

    /// Reads the typed input from what was validated. `None` only where generator and validator disagree, which is a
    /// bug of ours; the request is then refused as our fault.
    fn decode(validated: Inputs<'_>) -> Option<Self::Input<'_>>;
}

/// The validated texts of one request, with what was noted of each: a JSON text per declared parameter, in the order of
/// the facts, and the body.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    parameters: &'a [Option<Noted<'a>>],
    body: Option<Noted<'a>>,
}

impl<'a> Inputs<'a> {
    /// States validated texts; only the policy that validated them calls this.
    pub(crate) fn new(parameters: &'a [Option<Noted<'a>>], body: Option<Noted<'a>>) -> Self {
        Self { parameters, body }
    }

    /// The parameter at this position of the facts, to be read as a type.
    pub fn parameter(self, index: usize) -> Member<'a> {
        Member::new(self.parameters.get(index).copied().flatten())
    }

    /// The JSON text of the parameter at this position, where it was sent.
    pub(crate) fn parameter_text(self, index: usize) -> Option<&'a [u8]> {
        self.parameters.get(index).copied().flatten().map(Noted::whole)
    }

    /// The JSON text of the body, where one was sent.
    pub fn body(self) -> Option<&'a [u8]> {
        self.body.map(Noted::whole)
    }

    /// The same body, to be read as a type.
    pub fn document(self) -> Member<'a> {
        Member::new(self.body)
    }
}

impl fmt::Debug for Inputs<'_> {
    /// Values never reach a log: only the counts do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("parameters", &self.parameters.len())
            .field("body_bytes", &self.body().map(<[u8]>::len))
            .finish()
    }
}

/// What a hook is asked to judge: it can read everything and change nothing.
pub struct Call<'a, O: Operation> {
    input: O::Input<'a>,
    principals: &'a [Principal],
}

impl<'a, O: Operation> Call<'a, O> {
    /// Pairs a decoded input with who sent it.
    pub fn new(input: O::Input<'a>, principals: &'a [Principal]) -> Self {
        Self { input, principals }
    }

    /// Decodes the input of the operation; `None` as [`Operation::decode`].
    pub fn decode(inputs: Inputs<'a>, principals: &'a [Principal]) -> Option<Self> {
        Some(Self::new(O::decode(inputs)?, principals))
    }

    /// The typed input.
    pub fn input(&self) -> &O::Input<'a> {
        &self.input
    }

    /// Who is calling: one principal per scheme of the satisfied alternative, none for an anonymous call.
    pub fn principals(&self) -> &'a [Principal] {
        self.principals
    }
}

impl<O: Operation> fmt::Debug for Call<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::FACTS.id).finish_non_exhaustive()
    }
}

/// A hook's answer. It can refuse; it cannot widen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// The request goes on.
    Admitted,
    /// The request is refused with 403 and this kebab-case code.
    Refused(&'static str),
}

/// The future a dispatched hook is.
pub type Deciding<'a> = Pin<Box<dyn Future<Output = Option<Decision>> + Send + 'a>>;

/// Finds the hook of an operation: generated code implements it once per product. This is the only place where an
/// operation's type is erased.
pub trait Dispatch: Send + Sync + 'static {
    /// Decodes the input of `operation` (its index in the product's facts) and runs its hook for `stage`. Resolves to
    /// `None` where the operation has no such hook or its input did not decode.
    fn dispatch<'a>(
        &'a self,
        stage: HookStage,
        operation: usize,
        inputs: Inputs<'a>,
        principals: &'a [Principal],
    ) -> Deciding<'a>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Notes;

    #[test]
    fn what_was_not_sent_is_absent_and_what_cannot_be_read_is_neither() {
        let notes = Notes::default();
        let parameters = [Some(Noted::of(b"7", &notes)), None, Some(Noted::of(b"\"\xff\"", &notes))];
        let inputs = Inputs::new(&parameters, None);
        assert_eq!(inputs.parameter(0).required::<i64>(), Some(7));
        assert_eq!(inputs.parameter(1).optional::<i64>(), Some(None));
        assert_eq!(inputs.parameter(9).optional::<i64>(), Some(None));
        assert_eq!(inputs.parameter(2).optional::<std::borrow::Cow<'_, str>>(), None);
        assert_eq!(inputs.document().optional::<i64>(), Some(None));
        assert_eq!(format!("{inputs:?}"), "Inputs { parameters: 3, body_bytes: None }");
    }
}
