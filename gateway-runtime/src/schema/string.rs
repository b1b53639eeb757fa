//! Strings: `minLength`, `maxLength`, `pattern`, `format`.

use gateway_cursor::Layout;

use super::pattern::{Steps, Undecided, are_runs};
use super::text::read;
use super::violation::NOWHERE;
use super::{Class, Cursor, Place, Regex, Run, Step, format};

/// A format: whether the UTF-8 text has it.
pub(super) type Format = fn(&[u8]) -> bool;

/// What a string must be.
#[derive(Debug, Clone, Copy)]
pub struct Strings {
    min: usize,
    max: usize,
    /// Whether there is more than bounds of the length.
    more: bool,
    /// Whether that is runs only, and no bounds.
    only_runs: bool,
    layout: Option<Layout>,
    runs: Option<&'static [Class]>,
    regex: Option<&'static Regex>,
    format: Option<Format>,
    and: Option<&'static Strings>,
    /// The pattern as the document writes it, and the name of the format: what a refusal says.
    pattern: &'static str,
    named: &'static str,
    place: Place,
}

impl Strings {
    /// Any string.
    pub const ANY: Self = Self {
        min: 0,
        max: usize::MAX,
        more: false,
        only_runs: false,
        layout: None,
        runs: None,
        regex: None,
        format: None,
        and: None,
        pattern: "",
        named: "",
        place: NOWHERE,
    };

    /// Where the schema stands.
    #[must_use]
    pub const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// `minLength`, in Unicode scalar values.
    #[must_use]
    pub const fn min_length(self, min: usize) -> Self {
        Self { min, only_runs: false, ..self }
    }

    /// `maxLength`, in Unicode scalar values.
    #[must_use]
    pub const fn max_length(self, max: usize) -> Self {
        Self { max, only_runs: false, ..self }
    }

    /// `pattern`, as the document writes it, which [`runs`](Self::runs) or [`regex`](Self::regex) compare.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        Self { pattern, ..self }
    }

    /// `pattern`, where it means that the whole text is these runs of characters.
    #[must_use]
    pub const fn runs(self, runs: &'static [Class]) -> Self {
        let only_runs = !self.more && self.min == 0 && self.max == usize::MAX;
        Self { runs: Some(runs), only_runs, layout: Layout::of(runs), more: true, ..self }
    }

    /// `pattern`, as any regular expression.
    #[must_use]
    pub const fn regex(self, regex: &'static Regex) -> Self {
        Self { regex: Some(regex), more: true, only_runs: false, ..self }
    }

    /// Whether the bounds admit a text of so many characters.
    #[inline(always)]
    const fn admits(&self, length: usize) -> bool {
        self.min <= length && length <= self.max
    }

    /// Whether the UTF-8 text is known to obey the pattern and the format.
    #[inline(always)]
    fn match_content(&self, text: &[u8], steps: &mut Steps) -> bool {
        self.runs.is_none_or(|runs| are_runs(text, runs))
            && self.format.is_none_or(|format| format(text))
            && self.regex.is_none_or(|regex| regex.matches(text, steps) == Ok(true))
            && self.and.is_none_or(|and| and.match_all(text, steps))
    }

    #[cold]
    #[inline(never)]
    fn match_all(&self, text: &[u8], steps: &mut Steps) -> bool {
        self.match_content(text, steps)
    }

    /// The same, where a text that does not obey must be told from one of which that cannot be said.
    pub(super) fn decide(&self, text: &[u8], steps: &mut Steps) -> Result<bool, Undecided> {
        let Flaws { format, pattern } = self.flaws(text, steps)?;
        let and = self.and.map_or(Ok(true), |and| and.decide(text, steps))?;
        Ok(!format && !pattern && and)
    }

    /// What is wrong with the UTF-8 text, by the pattern and the format of this level.
    fn flaws(&self, text: &[u8], steps: &mut Steps) -> Result<Flaws, Undecided> {
        let regex = self.regex.map_or(Ok(true), |regex| regex.matches(text, steps))?;
        let pattern = !regex || self.runs.is_some_and(|runs| !are_runs(text, runs));
        Ok(Flaws { format: self.format.is_some_and(|format| !format(text)), pattern })
    }

    /// One more pattern and format; their lengths are not looked at.
    #[must_use]
    pub const fn and(self, other: &'static Self) -> Self {
        Self { and: Some(other), more: true, only_runs: false, ..self }
    }

    /// `format`, by its name and as one of [`format`](super::format).
    #[must_use]
    pub const fn format(self, name: &'static str, format: fn(&[u8]) -> bool) -> Self {
        Self { format: Some(format), named: name, more: true, only_runs: false, ..self }
    }
}

/// Which rules a text breaks.
struct Flaws {
    format: bool,
    pattern: bool,
}

/// A string that obeys the rules.
pub fn string<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Strings) -> Step<'b> {
    // What follows are calls in last position only, so that the common case saves no registers.
    let Some(at) = at.near() else { return far(run, at, rules) };
    if rules.more {
        return if rules.only_runs { laid_out(run, at, rules) } else { matching(run, at, rules) };
    }
    match at.plain() {
        Some(behind) if rules.admits(behind.since(at) - 2) => Some(behind),
        _ => judge(run, at, rules),
    }
}

#[inline(never)]
fn far<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Strings) -> Step<'b> {
    let at = at.spaces();
    if at.first() == b'"' { string(run, at, rules) } else { run.mismatch(at, &"string", rules.place) }
}

#[inline(never)]
fn laid_out<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Strings) -> Step<'b> {
    match rules.layout.as_ref().and_then(|layout| at.laid_out(layout)) {
        Some(behind) => Some(behind),
        None => matching(run, at, rules),
    }
}

#[inline(never)]
fn matching<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Strings) -> Step<'b> {
    match at.plain_text() {
        Some((text, behind)) if rules.admits(text.len()) && rules.match_content(text, &mut run.steps) => Some(behind),
        _ => judge(run, at, rules),
    }
}

/// The same with any characters, and with the keyword of the failure.
#[inline(never)]
fn judge<'b>(run: &mut Run<'b>, at: Cursor<'b>, rules: &Strings) -> Step<'b> {
    if at.first() != b'"' {
        return run.mismatch(at, &"string", rules.place);
    }
    let text = read(run, at)?;
    let length = text.length();
    if length < rules.min {
        run.refuse(at, "minLength", &rules.min, rules.place)?;
    }
    if length > rules.max {
        run.refuse(at, "maxLength", &rules.max, rules.place)?;
    }
    if rules.more {
        told(run, at, &text.content(), rules, rules.place)?;
    }
    Some(text.rest)
}

/// Refuses the text for each pattern and format that it does not match; for good where that cannot be said.
#[inline(never)]
fn told<'b>(run: &mut Run<'b>, at: Cursor<'b>, text: &[u8], rules: &Strings, place: Place) -> Option<()> {
    let mut level = Some(rules);
    while let Some(rules) = level {
        // Each pattern is asked once: what it says a second time may be another thing.
        match rules.flaws(text, &mut run.steps) {
            Ok(Flaws { format, pattern }) => {
                if format {
                    run.refuse(at, "format", &rules.named, place)?;
                }
                if pattern {
                    run.refuse(at, "pattern", &rules.pattern, place)?;
                }
            }
            Err(undecided) => return run.fail(at, undecided.keyword()).map(drop),
        }
        level = rules.and;
    }
    Some(())
}

/// A string of `format: uuid`.
#[inline(always)]
pub fn uuid<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_uuid(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("uuid", format::uuid), place),
    }
}

fn usual_uuid(at: Cursor<'_>) -> Step<'_> {
    at.start().uuid()
}

/// A string of `format: date`.
#[inline(always)]
pub fn date<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_date(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("date", format::date), place),
    }
}

fn usual_date(at: Cursor<'_>) -> Step<'_> {
    usual(at, format::date)
}

/// A string of `format: date-time`.
#[inline(always)]
pub fn date_time<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_date_time(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("date-time", format::date_time), place),
    }
}

fn usual_date_time(at: Cursor<'_>) -> Step<'_> {
    at.start().date_time()
}

/// A string of `format: email`.
#[inline(always)]
pub fn email<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_email(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("email", format::email), place),
    }
}

fn usual_email(at: Cursor<'_>) -> Step<'_> {
    usual(at, format::email)
}

/// A string of `format: ipv4`.
#[inline(always)]
pub fn ipv4<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_ipv4(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("ipv4", format::ipv4), place),
    }
}

fn usual_ipv4(at: Cursor<'_>) -> Step<'_> {
    at.start().ipv4()
}

/// A string of `format: ipv6`.
#[inline(always)]
pub fn ipv6<'b>(run: &mut Run<'b>, at: Cursor<'b>, place: Place) -> Step<'b> {
    match usual_ipv6(at) {
        Some(behind) => Some(behind),
        None => formatted(run, at, ("ipv6", format::ipv6), place),
    }
}

fn usual_ipv6(at: Cursor<'_>) -> Step<'_> {
    usual(at, format::ipv6)
}

/// A string without escapes, in ASCII, of this format.
#[inline(always)]
fn usual(at: Cursor<'_>, format: Format) -> Step<'_> {
    let (text, behind) = at.start().plain_text()?;
    format(text).then_some(behind)
}

/// A string of this format in any spelling.
#[inline(never)]
fn formatted<'b>(run: &mut Run<'b>, at: Cursor<'b>, (name, format): (&'static str, Format), place: Place) -> Step<'b> {
    judge(run, at.start(), &Strings::ANY.format(name, format).at(place))
}
