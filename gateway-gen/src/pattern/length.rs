//! How long a text can be that a pattern matches.

use super::parse::parse;
use super::syntax::Node;

/// The shortest and the longest text that matches, in characters; the longest only where every way to match begins at
/// the start and ends at the end. Both may be wider than need be, never narrower. `(0, None)` for what is no pattern.
pub fn length_bounds(pattern: &str) -> (u64, Option<u64>) {
    let Ok(tree) = parse(pattern) else { return (0, None) };
    let Extent { least, most, starts, ends } = extent(&tree);
    (least, most.filter(|_| starts && ends))
}

/// Whether all that a tree matches has one length.
pub(super) fn is_fixed(tree: &Node) -> bool {
    let Extent { least, most, .. } = extent(tree);
    most == Some(least)
}

/// Whether a tree only ever matches without a length.
pub(super) fn is_nothing(tree: &Node) -> bool {
    extent(tree).most == Some(0)
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    least: u64,
    most: Option<u64>,
    /// Whether it matches nowhere but at the start.
    starts: bool,
    /// And nowhere but up to the end.
    ends: bool,
}

const NOTHING: Extent = Extent { least: 0, most: Some(0), starts: false, ends: false };

fn extent(tree: &Node) -> Extent {
    match tree {
        Node::Empty | Node::Boundary { .. } | Node::Look { .. } => NOTHING,
        Node::Start => Extent { starts: true, ..NOTHING },
        Node::End => Extent { ends: true, ..NOTHING },
        Node::Class(_) => Extent { least: 1, most: Some(1), ..NOTHING },
        Node::Back(_) => Extent { most: None, ..NOTHING },
        Node::Group(_, inner) => extent(inner),
        Node::Sequence(parts) => parts.iter().map(extent).fold(NOTHING, |all, part| Extent {
            least: all.least.saturating_add(part.least),
            most: all.most.zip(part.most).and_then(|(all, part)| all.checked_add(part)),
            // Wherever in a sequence it is, an anchor holds for that place: what is before the start is empty.
            starts: all.starts || part.starts,
            ends: all.ends || part.ends,
        }),
        Node::Choice(branches) => branches
            .iter()
            .map(extent)
            .reduce(|all, branch| Extent {
                least: all.least.min(branch.least),
                most: all.most.zip(branch.most).map(|(all, branch)| all.max(branch)),
                starts: all.starts && branch.starts,
                ends: all.ends && branch.ends,
            })
            .unwrap_or(NOTHING),
        Node::Repeat { inner, least, most } => {
            let inner = extent(inner);
            let most = match (inner.most, most) {
                (Some(0), _) => Some(0),
                (Some(length), Some(most)) => length.checked_mul(u64::from(*most)),
                _ => None,
            };
            Extent {
                least: inner.least.saturating_mul(u64::from(*least)),
                most,
                starts: inner.starts && *least > 0,
                ends: inner.ends && *least > 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::length_bounds;

    #[test]
    fn bounds() {
        let cases = [
            ("^[A-Z]{3}-[0-9]{4,8}$", 8, Some(12)),
            ("^(a|bcd)?$", 0, Some(3)),
            ("^a|b$", 1, None),
            ("^(?:a$|bc$)", 1, Some(2)),
            ("^a+$", 1, None),
            ("abc", 3, None),
            ("[a-z]{3}", 3, None),
            ("^a{2,}$", 2, None),
            ("^a", 1, None),
            ("^.{2,5}", 2, None),
            ("^\u{1f600}{2}$", 2, Some(2)),
            ("^(?=.{3}$)a*$", 0, None),
            ("^(ab)\\1$", 2, None),
            ("(^a$)?", 0, None),
            ("(", 0, None),
            ("^(a{4294967295}){4294967295}$", 4294967295 * 4294967295, Some(4294967295 * 4294967295)),
        ];
        for (pattern, least, most) in cases {
            assert_eq!(length_bounds(pattern), (least, most), "{pattern}");
        }
    }
}
