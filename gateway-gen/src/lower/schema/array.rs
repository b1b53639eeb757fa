//! The keywords of arrays, merged.

use super::SchemaLowerer;
use super::atom::Atom;
use super::rules::{larger, smaller};
use crate::load::tree::Node;
use crate::model::{ArrayRules, Contains, Rest};

impl<'a> SchemaLowerer<'a> {
    pub(super) fn array(&mut self, merged: &[Atom<'a>], title: &str) -> ArrayRules {
        let mut rules = ArrayRules::default();
        let mut prefixes = Vec::new();
        let mut behind = Vec::new();
        for atom in merged {
            let count = |name: &str| atom.place.node.get(name).and_then(Node::as_u64);
            rules.min_items = larger(rules.min_items, count("minItems"));
            rules.max_items = smaller(rules.max_items, count("maxItems"));
            rules.unique |= atom.place.node.get("uniqueItems").and_then(Node::as_bool) == Some(true);
            if let Some(contained) = self.member(atom, "contains") {
                let min = count("minContains").unwrap_or(1);
                let max = count("maxContains");
                if min > 0 || max.is_some() {
                    let schema = self.id(vec![contained], &format!("{title}/contains"));
                    rules.contains.push(Contains { schema, min, max });
                }
            }
            let prefix: Vec<_> = self.members(atom, "prefixItems").into_iter().map(|(_, item)| item).collect();
            let items = self.member(atom, "items");
            behind.extend(items.clone());
            prefixes.push((prefix, items));
        }
        let length = prefixes.iter().map(|(prefix, _)| prefix.len()).max().unwrap_or(0);
        for position in 0..length {
            let apply = prefixes.iter().filter_map(|(prefix, items)| prefix.get(position).or(items.as_ref()));
            let atoms = apply.cloned().collect();
            rules.prefix.push(self.id(atoms, &format!("{title}/prefixItems/{position}")));
        }
        rules.items = self.rest(behind, &format!("{title}/items"));
        rules
    }

    /// What values without a schema of their own are, where all of these apply to each.
    pub(super) fn rest(&mut self, atoms: Vec<Atom<'a>>, title: &str) -> Rest {
        let truth = |atom: &Atom<'a>| atom.place.node.as_bool();
        if atoms.iter().any(|atom| truth(atom) == Some(false)) {
            Rest::Refused
        } else if atoms.iter().all(|atom| truth(atom) == Some(true)) {
            Rest::Allowed
        } else {
            Rest::Checked(self.id(atoms, title))
        }
    }
}
