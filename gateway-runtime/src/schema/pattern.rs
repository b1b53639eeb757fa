//! `pattern` (ECMA-262, unanchored), in time linear in the text, or within a budget.
//!
//! Runs of characters read each character once. A regular expression runs as an automaton that is made deterministic
//! while it reads. Each state is made at most a fixed number of times per text: when the cache has been emptied
//! [`CLEARS`] times, the search is given up and starts anew, first alone in the cache, then in an engine that keeps a set
//! of states per character, which takes time in the product of both. All texts of one body share [`Steps`]: where they are
//! spent, a text is [undecided](Undecided), which ends the validation. So neither the size of an automaton, bounded by
//! [`LARGEST`], nor a text that defeats the cache makes matching more than linear. Look-around and back-references only run
//! where the document states a budget of steps, on texts of at most [`LONGEST`] octets.

use core::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::OnceLock;

pub use gateway_cursor::Class;
use regex_automata::Input;
use regex_automata::hybrid::dfa;
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::util::syntax;

/// The memory the automaton of a regular expression may take, in bytes; what the generator allows too.
const LARGEST: usize = 1 << 20;

/// The memory for states that have been made deterministic, in bytes, for each thread that matches at the same time.
const CACHE: usize = 1 << 18;

/// How often that memory may be emptied for one text.
const CLEARS: usize = 2;

/// What the engine without a cache may cost for one body, in states times octets: about a fifth of a second.
const WORK: usize = 1 << 26;

/// What is left of that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps(usize);

impl Steps {
    pub(super) const fn all() -> Self {
        Self(WORK)
    }

    /// Pays for a search before it begins.
    fn pay(&mut self, steps: usize) -> Result<(), Undecided> {
        self.0 = self.0.checked_sub(steps).ok_or(Undecided::Work)?;
        Ok(())
    }
}

/// The longest text that is matched by backtracking, in octets: one step may read all of it.
const LONGEST: usize = 4096;

/// From `min` to `max` characters, each in one of the inclusive ranges of ASCII.
#[must_use]
pub const fn class(ranges: &[(u8, u8)], min: usize, max: usize) -> Class {
    Class::new(ranges, min, max)
}

/// Whether the whole text is the runs one after the other, each as long as it can be.
pub(super) fn are_runs(text: &[u8], classes: &[Class]) -> bool {
    classes.iter().try_fold(text, |rest, class| class.behind(rest)).is_some_and(<[u8]>::is_empty)
}

/// A regular expression, built at its first use.
#[derive(Debug)]
pub struct Regex {
    source: &'static str,
    /// How often the engine may step back; nothing for what needs no such engine.
    max_steps: Option<u32>,
    built: OnceLock<Option<Engine>>,
}

impl Regex {
    /// From a pattern in the syntax of `regex-syntax`, unanchored, with byte-wise word boundaries.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, max_steps: None, built: OnceLock::new() }
    }

    /// From a pattern in the syntax of `fancy-regex`, unanchored; a text that takes more than `max_steps` steps back is
    /// refused, whatever the schema would make of it.
    #[must_use]
    pub const fn backtracking(source: &'static str, max_steps: u32) -> Self {
        Self { source, max_steps: Some(max_steps), built: OnceLock::new() }
    }

    /// Whether the UTF-8 text matches, if that can be said.
    pub(super) fn matches(&self, text: &[u8], steps: &mut Steps) -> Result<bool, Undecided> {
        let built = self.built.get_or_init(|| match self.max_steps {
            None => Automaton::new(self.source).map(Engine::Linear),
            Some(steps) => {
                let limit = usize::try_from(steps).unwrap_or(usize::MAX);
                fancy_regex::RegexBuilder::new(self.source)
                    .backtrack_limit(limit)
                    .delegate_size_limit(LARGEST)
                    .build()
                    .ok()
                    .map(Engine::Backtracking)
            }
        });
        match built {
            Some(Engine::Linear(automaton)) => automaton.matches(text, steps),
            Some(Engine::Backtracking(regex)) if text.len() <= LONGEST => {
                // How many steps a search takes is not told, so that the most it may take is paid.
                steps.pay(self.max_steps.map_or(0, |most| usize::try_from(most).unwrap_or(usize::MAX)))?;
                let text = core::str::from_utf8(text).map_err(|_| Undecided::Unreadable)?;
                regex.is_match(text).map_err(|_| Undecided::Work)
            }
            Some(Engine::Backtracking(_)) => Err(Undecided::Work),
            None => Err(Undecided::Unreadable),
        }
    }
}

/// Why it cannot be said whether a text matches: neither it nor its opposite may be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undecided {
    /// That takes more steps than there may be.
    Work,
    /// The regular expression cannot be built.
    Unreadable,
}

impl Undecided {
    pub(super) const fn keyword(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Unreadable => "unreadable",
        }
    }
}

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one per pattern of the document, never moved")]
enum Engine {
    Linear(Automaton),
    Backtracking(fancy_regex::Regex),
}

/// An automaton, and what is kept between texts.
#[derive(Debug)]
struct Automaton {
    cached: dfa::DFA,
    plain: PikeVM,
    states: usize,
    caches: Pool<Caches, MakeCaches>,
}

type MakeCaches = Box<dyn Fn() -> Caches + Send + Sync + UnwindSafe + RefUnwindSafe>;

#[derive(Debug)]
struct Caches {
    cached: dfa::Cache,
    /// Only for a text that defeats the other one.
    plain: Option<pikevm::Cache>,
}

impl Automaton {
    fn new(source: &str) -> Option<Self> {
        let limits = thompson::Config::new().nfa_size_limit(Some(LARGEST)).which_captures(WhichCaptures::None);
        let syntax = syntax::Config::new().utf8(false);
        let nfa: NFA = thompson::Compiler::new().configure(limits).syntax(syntax).build(source).ok()?;
        let bounds = dfa::Config::new()
            .cache_capacity(CACHE)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(CLEARS))
            .minimum_bytes_per_state(None);
        let states = nfa.states().len();
        let cached = dfa::Builder::new().configure(bounds).build_from_nfa(nfa.clone()).ok()?;
        let plain = PikeVM::new_from_nfa(nfa).ok()?;
        let engine = cached.clone();
        let make: MakeCaches = Box::new(move || Caches { cached: engine.create_cache(), plain: None });
        Some(Self { cached, plain, states, caches: Pool::new(make) })
    }

    fn matches(&self, text: &[u8], steps: &mut Steps) -> Result<bool, Undecided> {
        let input = Input::new(text).earliest(true);
        let mut caches = self.caches.get();
        if let Ok(found) = self.cached.try_search_fwd(&mut caches.cached, &input) {
            return Ok(found.is_some());
        }
        // Earlier texts left their states behind; alone this one may do, whatever came before it.
        steps.pay(self.states.saturating_mul(text.len().min(CACHE)))?;
        caches.cached.reset(&self.cached);
        if let Ok(found) = self.cached.try_search_fwd(&mut caches.cached, &input) {
            return Ok(found.is_some());
        }
        // The next text starts with an empty cache and may empty it as often again.
        caches.cached.reset(&self.cached);
        steps.pay(self.states.saturating_mul(text.len()))?;
        let plain = caches.plain.get_or_insert_with(|| self.plain.create_cache());
        Ok(self.plain.is_match(plain, input))
    }
}

#[cfg(test)]
mod tests {
    use super::{Regex, Steps, Undecided, WORK, are_runs, class};

    fn matches(regex: &Regex, text: &[u8]) -> Result<bool, Undecided> {
        regex.matches(text, &mut Steps::all())
    }

    #[test]
    fn runs_count_characters() {
        let name = [const { class(&[(b'a', b'z')], 2, 4).beyond(&[('ä', 'ü'), ('一', '龥'), ('😀', '😂')]) }];
        for text in ["ab", "äü", "a一龥😁", "😀😂"] {
            assert!(are_runs(text.as_bytes(), &name), "{text}");
        }
        for text in ["", "ä", "aäü一龥", "Aä", "ä😃", "ý2"] {
            assert!(!are_runs(text.as_bytes(), &name), "{text}");
        }
        let open =
            [class(&[(b'a', b'a')], 1, 1), class(&[(0, 0x7f)], 0, usize::MAX).beyond(&[('\u{80}', '\u{10ffff}')])];
        assert!(are_runs("a\n\u{80}\u{10ffff}".as_bytes(), &open));
        assert!(!are_runs("b".as_bytes(), &open));
    }

    #[test]
    fn word_boundaries_are_those_of_ascii() {
        let inner = Regex::new(r"(?-u:\B)");
        assert_eq!(matches(&inner, "aéa".as_bytes()), Ok(false));
        assert_eq!(matches(&inner, "éé".as_bytes()), Ok(true));
        assert_eq!(matches(&Regex::new(r"(?-u:\b)a(?-u:\b)"), "éaé".as_bytes()), Ok(true));
    }

    /// More than 2^14 sets of states: the cache cannot hold them.
    const DEFEATING: &str = r"\A[ab]*a[ab]{14}c[ab]*a[ab]{14}\z";

    fn letters(count: usize) -> Vec<u8> {
        let mut state = 0x2545_f491_u32;
        let mut letter = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if state & 0x100 == 0 { b'a' } else { b'b' }
        };
        (0..count).map(|_| letter()).collect()
    }

    #[test]
    fn a_defeated_cache_does_not_change_the_verdict() {
        let regex = Regex::new(DEFEATING);
        for length in [100, 50_000, 100] {
            let mut text = letters(length);
            text.push(b'a');
            text.extend([b'b'; 14]);
            text.push(b'c');
            text.push(b'a');
            text.extend([b'b'; 14]);
            assert_eq!(matches(&regex, &text), Ok(true), "{length}");
            text.push(b'c');
            assert_eq!(matches(&regex, &text), Ok(false), "{length}");
        }
    }

    #[test]
    fn what_is_too_much_work_is_undecided() {
        let regex = Regex::new(DEFEATING);
        let mut text = letters(WORK / 32);
        text.extend(*b"abbbbbbbbbbbbbbcabbbbbbbbbbbbbb");
        assert_eq!(matches(&regex, &text), Err(Undecided::Work));
    }

    #[test]
    fn what_cannot_be_built_is_undecided() {
        for regex in [Regex::new("("), Regex::backtracking("(", 9)] {
            assert_eq!(matches(&regex, b"a"), Err(Undecided::Unreadable));
        }
    }

    #[test]
    fn backtracking_ends_with_its_budget() {
        let regex = Regex::backtracking(r"\A(?=(?:a+)+\z)(?!.*x)", 10_000);
        assert_eq!(matches(&regex, b"aaaa"), Ok(true));
        assert_eq!(matches(&regex, b"aaab"), Ok(false));
        let hostile = Regex::backtracking(r"\A(a|a)*\1b\z", 1_000);
        assert_eq!(matches(&hostile, b"aab"), Ok(true));
        assert_eq!(matches(&hostile, &[b'a'; 4000]), Err(Undecided::Work));
        assert_eq!(matches(&Regex::backtracking("(?=a)", 1_000), &[b'a'; 5000]), Err(Undecided::Work));
    }
}
