//! Approve: ask the rules that compare the caller with the request, then the product's own hook.
//!
//! # Requires
//! [`Validated`]: rules and hook see decoded, validated, authorised input.
//!
//! # Guarantees
//! Every rule of the operation that reads a parameter or the body holds. Where the operation has a hook, it admitted the
//! request. A hook that panics, does not answer within the operation's timeout, or cannot be given its input admits nothing.
//!
//! # Denies
//! [`Denial::RequirementUnmet`], [`Denial::StepUpRequired`], [`Denial::HookRefused`]; fails with [`Fault::HookFailed`].
//!
//! # Costs
//! Nothing without a rule and a hook. A rule about the body reads it once more. With a hook, the input made from what
//! validation noted, the hook, one boxed future and one timer.

use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::panic::catch_unwind;

use smallvec::SmallVec;

use crate::contract::HookStage;
use crate::core::Core;
use crate::decode::Noted;
use crate::denial::Denial;
use crate::fault::Fault;
use crate::operation::{Deciding, Decision, Inputs};
use crate::refusal::Refusal;
use crate::rule;
use crate::snapshot::Snapshot;
use crate::stage::{Validated, follows};
use crate::telemetry::Record;
use crate::upstream::Outgoing;
use crate::verdict::{Verdict, settle};

/// A request the product's own rules have nothing against.
pub struct Approved {
    /// Boxed, because every later state would move it along.
    validated: Box<Validated>,
    verdict: Verdict,
}

follows!(Approved => validated: Validated);

impl Approved {
    /// Takes the body out to forward it, once.
    pub(in crate::policy) fn take_body(&mut self) -> Outgoing {
        self.validated.take_body()
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// Runs the hook, where the operation has one.
pub async fn approve(
    validated: Validated,
    core: &Core,
    snapshot: &Snapshot,
    record: &Record,
) -> Result<Approved, Refusal> {
    let facts = validated.facts();
    let telemetry = &core.shared.telemetry;
    let ruled = if facts.rules.iter().any(|rule| rule.reads_request) {
        match require(&validated, record) {
            Ok(()) => Verdict::Passed,
            Err(denial) => settle(denial, record, telemetry)?,
        }
    } else {
        Verdict::Passed
    };
    if !facts.hooks.contains(&HookStage::Authorized) {
        return Ok(Approved { validated: Box::new(validated), verdict: ruled });
    }
    // A hook reads validated input only. Where that was let through unvalidated there is nothing it could read.
    if !validated.verdict().passed() {
        let denial = Denial::HookRefused { code: "input-not-validated" };
        let verdict = settle(denial, record, telemetry)?;
        return Ok(Approved { validated: Box::new(validated), verdict });
    }
    let decision = {
        let parameters: SmallVec<[Option<Noted<'_>>; 8]> = validated.noted_parameters().collect();
        let inputs = Inputs::new(&parameters, validated.noted_body());
        let principals = validated.principals();
        let dispatch = &snapshot.dispatch;
        let hook = catch_unwind(AssertUnwindSafe(|| {
            dispatch.dispatch(HookStage::Authorized, facts.index, inputs, principals)
        }));
        match hook {
            Ok(hook) => tokio::time::timeout(facts.timeout, Caught(hook)).await.ok().flatten(),
            Err(_) => None,
        }
    };
    let verdict = match decision {
        Some(Decision::Admitted) => Verdict::Passed,
        Some(Decision::Refused(rule)) => settle(Denial::HookRefused { code: rule }, record, telemetry)?,
        None => return Err(Fault::HookFailed.into()),
    };
    let verdict = if ruled.passed() { verdict } else { ruled };
    Ok(Approved { validated: Box::new(validated), verdict })
}

/// Whether the rules hold that compare the caller with parameters or the body. Of a request that was let through unvalidated
/// nothing is known, so no such rule holds.
fn require(validated: &Validated, record: &Record) -> Result<(), Denial> {
    let parameters: SmallVec<[Option<Noted<'_>>; 8]> = validated.noted_parameters().collect();
    let inputs = validated.verdict().passed().then(|| Inputs::new(&parameters, validated.noted_body()));
    let asked = rule::Facts { principals: validated.principals(), inputs, at: record.at };
    rule::check(validated.facts().rules, true, asked)
}

/// A hook whose panic is an answer of nothing.
struct Caught<'h>(Deciding<'h>);

impl Future for Caught<'_> {
    type Output = Option<Decision>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Decision>> {
        // What the hook left half done is dropped with it and read by nobody.
        catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))).unwrap_or(Poll::Ready(None))
    }
}
