//! The layouts of a body: the same values as a client might write them.
//!
//! Works on the text, so that every name, number and string stays as it is written.

/// How a body is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As it is: no white space, names in the order of the schema.
    Compact,
    /// The names of every object in another order, the same in every run.
    Shuffled,
    /// A name or an item a line, indented by two spaces.
    Pretty,
}

impl Layout {
    pub(crate) const ALL: [Self; 3] = [Self::Compact, Self::Shuffled, Self::Pretty];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Shuffled => "shuffled",
            Self::Pretty => "pretty",
        }
    }

    /// Lays out a compact text of well-formed JSON; an error where it is neither.
    pub(crate) fn of(self, compact: &str) -> Result<String, String> {
        let mut rest = compact.trim_end();
        let mut tree = read(&mut rest).filter(|_| rest.is_empty()).ok_or("a body of the bench is no compact JSON")?;
        if self == Self::Shuffled {
            shuffle(&mut tree, &mut 0x2545_f491_4f6c_dd1d);
        }
        let mut text = String::new();
        write(&tree, (self == Self::Pretty).then_some(0), &mut text);
        Ok(text)
    }
}

enum Tree<'a> {
    /// A string, a number or a word.
    Scalar(&'a str),
    /// The brackets, and what stands in them: names are empty in arrays.
    Nested([char; 2], Vec<(&'a str, Tree<'a>)>),
}

fn read<'a>(rest: &mut &'a str) -> Option<Tree<'a>> {
    let brackets = match rest.chars().next()? {
        '{' => ['{', '}'],
        '[' => ['[', ']'],
        _ => return scalar(rest).map(Tree::Scalar),
    };
    let mut children = Vec::new();
    *rest = rest.get(1..)?;
    while !rest.starts_with(brackets[1]) {
        *rest = rest.strip_prefix(',').unwrap_or(rest);
        let mut name = "";
        if brackets[0] == '{' {
            name = scalar(rest)?;
            *rest = rest.strip_prefix(':')?;
        }
        children.push((name, read(rest)?));
    }
    *rest = rest.get(1..)?;
    Some(Tree::Nested(brackets, children))
}

fn scalar<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let mut escaped = true;
    let end = if rest.starts_with('"') {
        let closes = |letter| {
            let closes = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            closes
        };
        rest.find(closes)? + 1
    } else {
        rest.find([',', ']', '}']).unwrap_or(rest.len())
    };
    let (scalar, behind) = rest.split_at_checked(end)?;
    *rest = behind;
    (!scalar.is_empty()).then_some(scalar)
}

/// Fisher and Yates, with the generator xorshift64.
fn shuffle(tree: &mut Tree<'_>, state: &mut u64) {
    let Tree::Nested(brackets, children) = tree else { return };
    if brackets[0] == '{' {
        for left in (1..children.len()).rev() {
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            let other = usize::try_from(*state >> 33).unwrap_or_default() % (left + 1);
            children.swap(left, other);
        }
    }
    for (_, child) in children {
        shuffle(child, state);
    }
}

/// `depth` is that of a pretty text.
fn write(tree: &Tree<'_>, depth: Option<usize>, text: &mut String) {
    let (brackets, children) = match tree {
        Tree::Scalar(scalar) => return text.push_str(scalar),
        Tree::Nested(brackets, children) => (brackets, children),
    };
    let inner = depth.map(|depth| depth + 1);
    text.push(brackets[0]);
    for (position, (name, child)) in children.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        line(inner, text);
        if !name.is_empty() {
            text.push_str(name);
            text.push_str(if depth.is_some() { ": " } else { ":" });
        }
        write(child, inner, text);
    }
    if !children.is_empty() {
        line(depth, text);
    }
    text.push(brackets[1]);
}

fn line(depth: Option<usize>, text: &mut String) {
    if let Some(depth) = depth {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;

    const COMPACT: &str = r#"{"a":[1.50,{"x, \"]":"\\"},[]],"b":{},"c":null,"d":true}"#;

    #[test]
    fn a_compact_text_stays_as_it_is() {
        assert_eq!(Layout::Compact.of(COMPACT).as_deref(), Ok(COMPACT));
        assert!(Layout::Compact.of("{\"a\" : 1}").is_err());
    }

    #[test]
    fn a_pretty_text_has_a_name_a_line() {
        let pretty = "{\n  \"a\": [\n    1.50,\n    {\n      \"x, \\\"]\": \"\\\\\"\n    },\n    []\n  ],\n  \"b\": {},\n  \
                      \"c\": null,\n  \"d\": true\n}";
        assert_eq!(Layout::Pretty.of(COMPACT).as_deref(), Ok(pretty));
    }

    #[test]
    fn a_shuffled_text_holds_the_same_values_in_another_order() {
        let shuffled = Layout::Shuffled.of(COMPACT).unwrap();
        assert_ne!(shuffled, COMPACT);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&shuffled), value(COMPACT));
    }
}
