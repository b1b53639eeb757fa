//! Arithmetic on bounds, where `None` is more than any number. It saturates.

/// The larger of two bounds, of which either may be missing.
pub(super) fn larger<T: Ord>(left: Option<T>, right: Option<T>) -> Option<T> {
    left.zip(right).map(|(left, right)| left.max(right))
}

/// The smallest of the bounds that there are.
pub(super) fn smallest<T: Ord>(bounds: impl IntoIterator<Item = Option<T>>) -> Option<T> {
    bounds.into_iter().flatten().min()
}

/// The sum of two bounds.
pub(super) fn plus(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    left.zip(right).map(|(left, right)| left.saturating_add(right))
}

/// So many times a bound; none of it is nothing, whatever it is.
pub(super) fn times(count: Option<u64>, each: Option<u64>) -> Option<u64> {
    match (count, each) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(count), Some(each)) => Some(count.saturating_mul(each)),
        _ => None,
    }
}

/// A length as an amount.
pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The largest of several bounds; zero where there are none.
pub(super) fn largest(bounds: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    bounds.into_iter().try_fold(0, |most: u64, bound| Some(most.max(bound?)))
}

/// The sum of several bounds.
pub(super) fn total(bounds: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    bounds.into_iter().try_fold(0, |sum: u64, bound| Some(sum.saturating_add(bound?)))
}
