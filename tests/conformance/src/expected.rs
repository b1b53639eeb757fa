//! The cases that are known to be judged otherwise, each with its reason.

/// A case, as [`Outcome`](crate::Outcome) names it, or a whole group of them that ends in `/ *`; and why.
#[derive(Debug, Clone)]
pub struct Exception {
    /// What it covers.
    pub case: &'static str,
    /// Why.
    pub reason: &'static str,
}

impl Exception {
    /// Whether a case is meant.
    pub fn covers(&self, case: &str) -> bool {
        self.case == case || self.case.strip_suffix('*').is_some_and(|group| case.starts_with(group))
    }
}

/// The exceptions of `expected_failures.txt`: a case a line, its reason behind ` # `.
pub fn exceptions() -> Vec<Exception> {
    let lines = include_str!("../expected_failures.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" # ")).map(|(case, reason)| Exception { case, reason }).collect()
}
