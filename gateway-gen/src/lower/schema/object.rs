//! The keywords of objects, merged.

use indexmap::IndexMap;

use super::SchemaLowerer;
use super::atom::Atom;
use super::rules::{larger, smaller};
use crate::diagnostic::Diagnostic;
use crate::load::tree::Node;
use crate::lower::name::{self, Taken};
use crate::matcher::Matcher;
use crate::model::{Additional, Direction, ObjectRules, PatternProperty, Property};

/// What one schema says about properties.
struct Said<'a> {
    properties: IndexMap<String, Atom<'a>>,
    /// Each with its position among the patterns of all.
    patterns: Vec<(usize, Atom<'a>)>,
    additional: Option<Atom<'a>>,
}

impl<'a> SchemaLowerer<'a> {
    pub(super) fn object(&mut self, merged: &[Atom<'a>], title: &str, findings: &mut Vec<Diagnostic>) -> ObjectRules {
        let mut rules = ObjectRules::default();
        let mut said = Vec::new();
        for atom in merged {
            let node = atom.place.node;
            let count = |name: &str| node.get(name).and_then(Node::as_u64);
            rules.min_properties = larger(rules.min_properties, count("minProperties"));
            rules.max_properties = smaller(rules.max_properties, count("maxProperties"));
            if let Some(names) = self.member(atom, "propertyNames") {
                let names = self.id(vec![names], &format!("{title}/propertyNames"));
                if !rules.names.contains(&names) {
                    rules.names.push(names);
                }
            }
            for (name, member) in node.members("dependentRequired") {
                let others = member.node.as_array().unwrap_or_default().iter().filter_map(Node::as_str);
                rules.dependent_required.push((name.to_owned(), others.map(str::to_owned).collect()));
            }
            let mut patterns = Vec::new();
            for (pattern, atom) in self.members(atom, "patternProperties") {
                let schema = self.id(vec![atom.clone()], &format!("{title}/patternProperties/{pattern}"));
                patterns.push((rules.patterns.len(), atom));
                rules.patterns.push(PatternProperty { pattern, schema });
            }
            let properties = self.members(atom, "properties").into_iter().collect();
            let additional = self.member(atom, "additionalProperties");
            said.push(Said { properties, patterns, additional });
        }
        self.properties(merged, &said, title, &mut rules, findings);
        rules.additional = self.additional(&said, &rules, title);
        rules
    }

    fn properties(
        &mut self,
        merged: &[Atom<'a>],
        said: &[Said<'a>],
        title: &str,
        rules: &mut ObjectRules,
        findings: &mut Vec<Diagnostic>,
    ) {
        let mut names: IndexMap<String, bool> = IndexMap::new();
        names.extend(said.iter().flat_map(|said| said.properties.keys().map(|name| (name.clone(), true))));
        let mut required: Vec<&str> = Vec::new();
        for atom in merged {
            required.extend(atom.place.node.items("required").iter().filter_map(Node::as_str));
        }
        let dependents = merged.iter().flat_map(|atom| atom.place.node.members("dependentSchemas"));
        let dependent = rules.dependent_required.iter().flat_map(|(name, others)| std::iter::once(name).chain(others));
        let mentioned = required.iter().copied().chain(dependents.map(|(name, _)| name));
        for name in mentioned.chain(dependent.map(String::as_str)) {
            names.entry(name.to_owned()).or_insert(false);
        }
        let mut fields = Taken::default();
        for (name, declared) in names {
            let mut atoms = Vec::new();
            for said in said {
                let before = atoms.len();
                atoms.extend(said.properties.get(&name).cloned());
                for (position, atom) in &said.patterns {
                    if rules.patterns.get(*position).is_some_and(|rule| self.matches(&rule.pattern, &name)) {
                        atoms.push(atom.clone());
                    }
                }
                if atoms.len() == before {
                    atoms.extend(said.additional.clone());
                }
            }
            let refused = self.refused(&atoms, findings);
            let schema = self.id(atoms, &format!("{title}/properties/{name}"));
            let field_name = fields.unique(name::snake(&name, "field"));
            let required = refused.is_none() && required.contains(&name.as_str());
            rules.properties.insert(name, Property { schema, required, declared, refused, field_name });
        }
    }

    /// The direction, where a property must not appear in it.
    fn refused(&mut self, atoms: &[Atom<'a>], findings: &mut Vec<Diagnostic>) -> Option<Direction> {
        let direction = self.reading.direction.filter(|_| atoms.iter().all(|atom| !atom.is_condition))?;
        let keyword = match direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let says = |atom: &Atom<'a>| atom.place.node.get(keyword).and_then(Node::as_bool) == Some(true);
        let refers =
            |atom: &Atom<'a>| ["$ref", "allOf", "$dynamicRef"].iter().any(|name| atom.place.node.get(name).is_some());
        let is_refused = if atoms.iter().any(refers) {
            self.closure(atoms, findings).merged.iter().any(says)
        } else {
            atoms.iter().any(says)
        };
        is_refused.then_some(direction)
    }

    fn additional(&mut self, said: &[Said<'a>], rules: &ObjectRules, title: &str) -> Vec<Additional> {
        let title = format!("{title}/additionalProperties");
        if rules.patterns.is_empty() {
            let atoms: Vec<_> = said.iter().filter_map(|said| said.additional.clone()).collect();
            let rest = self.rest(atoms, &title);
            return vec![Additional { except: Vec::new(), rest }];
        }
        let mut all = Vec::new();
        for said in said {
            let Some(atom) = &said.additional else { continue };
            let rest = self.rest(vec![atom.clone()], &title);
            let except = said.patterns.iter().map(|(position, _)| *position).collect();
            all.push(Additional { except, rest });
        }
        all
    }

    /// Whether a pattern of property names matches a name of the document; the checker has refused what is no pattern.
    fn matches(&mut self, pattern: &str, name: &str) -> bool {
        let matcher = self.matchers.entry(pattern.to_owned()).or_insert_with(|| Matcher::new(pattern).ok());
        matcher.as_ref().is_some_and(|matcher| matcher.matches(name))
    }
}
