//! The keywords whose schemas read the instance once more.

use super::SchemaLowerer;
use super::atom::{Atom, Closure};
use crate::model::{Applied, Choice, Condition, SchemaId};

impl<'a> SchemaLowerer<'a> {
    pub(super) fn applied(&mut self, id: SchemaId, closure: &Closure<'a>, title: &str) -> Vec<Applied> {
        let mut applied = Vec::new();
        for (index, atom) in closure.apart.iter().enumerate() {
            applied.push(Applied::All(self.id(vec![atom.clone()], &format!("{title}/allOf/{index}"))));
        }
        for atom in &closure.merged {
            if let Some(schema) = self.member(atom, "not") {
                applied.push(Applied::Not(self.id(vec![schema], &format!("{title}/not"))));
            }
            applied.extend(self.condition(atom, title).map(Applied::If));
            for (keyword, make) in [("anyOf", Applied::Any as fn(Choice) -> Applied), ("oneOf", Applied::One)] {
                let members = self.members(atom, keyword);
                if members.is_empty() {
                    continue;
                }
                let choice = self.choice(id, applied.len(), atom, (keyword, members), title);
                applied.push(make(choice));
            }
            for (name, schema) in self.members(atom, "dependentSchemas") {
                let schema = self.id(vec![schema], &format!("{title}/dependentSchemas/{name}"));
                applied.push(Applied::Dependent(name, schema));
            }
        }
        applied
    }

    fn condition(&mut self, atom: &Atom<'a>, title: &str) -> Option<Condition> {
        let condition = self.member(atom, "if")?;
        let mut part = |name: &str| {
            let schema = self.member(atom, name)?;
            Some(self.id(vec![schema], &format!("{title}/{name}")))
        };
        let (then, otherwise) = (part("then"), part("else"));
        if then.is_none() && otherwise.is_none() {
            return None;
        }
        Some(Condition { condition: self.id(vec![condition], &format!("{title}/if")), then, otherwise })
    }

    fn choice(
        &mut self,
        id: SchemaId,
        position: usize,
        atom: &Atom<'a>,
        (keyword, members): (&str, Vec<(String, Atom<'a>)>),
        title: &str,
    ) -> Choice {
        self.discriminate(id, position, atom, &members);
        let branches =
            members.into_iter().map(|(index, branch)| self.id(vec![branch], &format!("{title}/{keyword}/{index}")));
        Choice { branches: branches.collect(), tag: None }
    }
}
