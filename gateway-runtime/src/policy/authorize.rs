//! Authorize: one security alternative must be wholly satisfied, scopes included.
//!
//! # Requires
//! [`Authenticated`]: the credentials are verified.
//!
//! # Guarantees
//! The identities of one alternative of the document, with every scope it asks for and every scope the operator added.
//! An alternative with identities is preferred to the anonymous one, so that limits and hooks know who calls. Every rule
//! of the operation that asks about nothing but the caller holds of those identities.
//!
//! # Denies
//! [`Denial::ScopeInsufficient`], with the scopes of the alternative that came closest, [`Denial::RequirementUnmet`],
//! [`Denial::StepUpRequired`]. An operation without any alternative admits nobody.
//!
//! # Costs
//! A comparison per required and granted scope.

use smallvec::SmallVec;

use crate::contract::{Alternative, OperationFacts};
use crate::core::Core;
use crate::denial::Denial;
use crate::principal::Principal;
use crate::rule;
use crate::snapshot::Snapshot;
use crate::stage::{Authenticated, follows};
use crate::telemetry::Record;
use crate::verdict::{Verdict, settle};

/// A request that somebody with the right to make it makes.
pub struct Authorized {
    authenticated: Authenticated,
    principals: Principals,
    verdict: Verdict,
}

type Principals = SmallVec<[Principal; 2]>;

follows!(Authorized => authenticated: Authenticated, body unread);

impl Authorized {
    /// One identity per scheme of the satisfied alternative, in its order; none for an anonymous call.
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// What this policy found.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// Finds the alternative that the verified identities satisfy.
pub fn authorize(
    authenticated: Authenticated,
    core: &Core,
    snapshot: &Snapshot,
    record: &mut Record,
) -> Result<Authorized, Denial> {
    let extra_scopes = &authenticated.effective(snapshot)?.extra_scopes;
    let facts = authenticated.facts();
    let decided = decide(facts, extra_scopes, authenticated.verified()).map(|principals| {
        let asked = rule::Facts { principals: &principals, inputs: None, at: record.at };
        (rule::check(facts.rules, false, asked), principals)
    });
    let (principals, verdict) = match decided {
        Ok((Ok(()), principals)) => (principals, Verdict::Passed),
        Ok((Err(denial), principals)) => (principals, settle(denial, record, &core.shared.telemetry)?),
        // The denial that was reported for want of a credential is the same one; it is not reported twice.
        Err(denial) if !authenticated.verdict().passed() => (Principals::new(), Verdict::Reported(denial)),
        Err(denial) => (Principals::new(), settle(denial, record, &core.shared.telemetry)?),
    };
    if let Some(first) = principals.first() {
        record.principal = Some((first.scheme(), first.digest()));
    }
    Ok(Authorized { authenticated, principals, verdict })
}

/// The pure decision: the identities of the first satisfied alternative, anonymous ones last.
fn decide(facts: &OperationFacts, extra_scopes: &[Box<str>], verified: &[Principal]) -> Result<Principals, Denial> {
    let mut closest: Option<(usize, &Alternative)> = None;
    let mut anonymous = false;
    for alternative in facts.security {
        if alternative.all.is_empty() {
            anonymous = true;
            continue;
        }
        let Some(principals) = identities(alternative, verified) else { continue };
        match missing_scopes(alternative, extra_scopes, &principals) {
            0 => return Ok(principals),
            missing if closest.is_none_or(|(fewest, _)| missing < fewest) => closest = Some((missing, alternative)),
            _ => (),
        }
    }
    if anonymous {
        return Ok(Principals::new());
    }
    let scopes = closest.into_iter().flat_map(|(_, alternative)| alternative.all).flat_map(|required| required.scopes);
    Err(Denial::ScopeInsufficient { required: scopes.copied().collect() })
}

/// The identity of every scheme of an alternative, each once, or `None` where one has not been proved.
fn identities(alternative: &Alternative, verified: &[Principal]) -> Option<Principals> {
    let mut principals = Principals::new();
    for required in alternative.all {
        let principal = verified.iter().find(|principal| principal.scheme() == required.scheme)?;
        if !principals.iter().any(|known| known.scheme() == required.scheme) {
            principals.push(principal.clone());
        }
    }
    Some(principals)
}

/// How many scopes are not granted: the document's by the identity of their own scheme, the operator's by any of them.
fn missing_scopes(alternative: &Alternative, extra_scopes: &[Box<str>], principals: &[Principal]) -> usize {
    let of_document = alternative.all.iter().map(|required| {
        let granted = |scope: &str| {
            principals.iter().any(|principal| principal.scheme() == required.scheme && principal.has_scope(scope))
        };
        required.scopes.iter().filter(|scope| !granted(scope)).count()
    });
    let granted_to_any = |scope: &str| principals.iter().any(|principal| principal.has_scope(scope));
    of_document.sum::<usize>() + extra_scopes.iter().filter(|scope| !granted_to_any(scope)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Requirement, SchemeId};
    use proptest::prelude::*;

    fn principal(scheme: usize, scopes: &[&str]) -> Principal {
        let scopes: Vec<Box<str>> = scopes.iter().map(|scope| Box::from(*scope)).collect();
        Principal::new(SchemeId(scheme), format!("client-{scheme}").into(), None, scopes.into(), 0)
    }

    fn facts_of(alternatives: Vec<Vec<(usize, Vec<&'static str>)>>) -> OperationFacts {
        let security: Vec<Alternative> = alternatives
            .into_iter()
            .map(|all| {
                let all: Vec<Requirement> = all
                    .into_iter()
                    .map(|(scheme, scopes)| Requirement { scheme: SchemeId(scheme), scopes: scopes.leak() })
                    .collect();
                Alternative { all: all.leak() }
            })
            .collect();
        OperationFacts { security: security.leak(), ..OperationFacts::CLOSED }
    }

    #[test]
    fn an_operation_without_alternatives_admits_nobody() {
        let nobody = Err(Denial::ScopeInsufficient { required: vec![] });
        assert_eq!(decide(&OperationFacts::CLOSED, &[], &[principal(0, &["a"])]), nobody);
    }

    #[test]
    fn the_closest_alternative_names_the_scopes() {
        let facts = facts_of(vec![vec![(0, vec!["a", "b", "c"])], vec![(1, vec!["d"])], vec![(0, vec!["a", "e"])]]);
        let denied = decide(&facts, &[], &[principal(0, &["a"])]);
        assert_eq!(denied, Err(Denial::ScopeInsufficient { required: vec!["a", "e"] }));
    }

    #[test]
    fn identities_come_before_anonymity_and_operators_only_tighten() {
        let facts = facts_of(vec![vec![], vec![(0, vec!["a"])]]);
        assert_eq!(decide(&facts, &[], &[principal(0, &["a"])]).unwrap().len(), 1);
        assert_eq!(decide(&facts, &[], &[]).unwrap().len(), 0);
        let strict = facts_of(vec![vec![(0, vec!["a"])]]);
        assert!(decide(&strict, &["x".into()], &[principal(0, &["a"])]).is_err());
        assert!(decide(&strict, &["x".into()], &[principal(0, &["a", "x"])]).is_ok());
    }

    /// What the OpenAPI specification says, word by word.
    fn naive(facts: &OperationFacts, verified: &[Principal]) -> bool {
        facts.security.iter().any(|alternative| {
            alternative.all.iter().all(|required| {
                verified.iter().any(|principal| {
                    principal.scheme() == required.scheme
                        && required.scopes.iter().all(|scope| principal.scopes().iter().any(|has| &**has == *scope))
                })
            })
        })
    }

    const SCOPES: [&str; 4] = ["a", "b", "c", "d"];

    /// A million decisions: a thousand policies, each about the same thousand callers, all from one seed.
    #[test]
    fn a_million_decisions_are_or_of_and() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut below = move |most: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % most
        };
        let scopes = |bits: u64| -> Vec<&'static str> {
            SCOPES.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, scope)| *scope).collect()
        };
        let callers: Vec<Vec<Principal>> = (0..1_000)
            .map(|_| {
                let held = below(8);
                (0..3).filter(|at| held >> at & 1 == 1).map(|at| principal(at, &scopes(below(16)))).collect()
            })
            .collect();
        let mut admitted = 0;
        for _ in 0..1_000 {
            let alternatives = (0..below(4)).map(|_| {
                let requirements =
                    (0..below(3)).map(|_| (usize::try_from(below(3)).unwrap(), scopes(below(16) & below(16))));
                requirements.collect()
            });
            let facts = facts_of(alternatives.collect());
            for verified in &callers {
                let decided = decide(&facts, &[], verified);
                assert_eq!(decided.is_ok(), naive(&facts, verified), "{:?} {verified:?}", facts.security);
                admitted += usize::from(decided.is_ok());
            }
        }
        assert!((200_000..900_000).contains(&admitted), "{admitted}");
    }

    fn scope_list() -> impl Strategy<Value = Vec<&'static str>> {
        proptest::sample::subsequence(SCOPES.to_vec(), 0..=SCOPES.len())
    }

    proptest! {
        #[test]
        fn the_decision_is_or_of_and(
            alternatives in proptest::collection::vec(proptest::collection::vec((0..3_usize, scope_list()), 0..3), 0..4),
            credentials in proptest::collection::btree_map(0..3_usize, scope_list(), 0..3),
        ) {
            let facts = facts_of(alternatives);
            let verified: Vec<Principal> =
                credentials.iter().map(|(scheme, scopes)| principal(*scheme, scopes)).collect();
            let decided = decide(&facts, &[], &verified);
            prop_assert_eq!(decided.is_ok(), naive(&facts, &verified));
            if let Ok(principals) = decided {
                prop_assert!(principals.iter().all(|principal| verified.contains(principal)));
            }
        }
    }
}
