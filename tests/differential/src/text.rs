//! A tree as a client might write it: compact, with white space, with escapes.

use std::fmt::Write as _;

use crate::random::Random;
use crate::tree::Tree;

/// Writes a tree. Most texts are compact and without needless escapes, as most bodies are.
pub(crate) fn write(tree: &Tree, random: &mut Random) -> Vec<u8> {
    let mut writer = Writer { text: String::new(), spaced: random.once_in(4), escaped: random.once_in(6), random };
    writer.space();
    writer.value(tree);
    writer.space();
    writer.text.into_bytes()
}

struct Writer<'a> {
    text: String,
    spaced: bool,
    escaped: bool,
    random: &'a mut Random,
}

impl Writer<'_> {
    fn value(&mut self, tree: &Tree) {
        match tree {
            Tree::Plain(text) => self.text.push_str(text),
            Tree::Text(text) => self.quoted(text),
            Tree::List(items) => {
                self.text.push('[');
                for (position, item) in items.iter().enumerate() {
                    self.comma(position);
                    self.value(item);
                    self.space();
                }
                self.text.push(']');
            }
            Tree::Object(members) => {
                self.text.push('{');
                for (position, (name, value)) in members.iter().enumerate() {
                    self.comma(position);
                    self.quoted(name);
                    self.space();
                    self.text.push(':');
                    self.space();
                    self.value(value);
                    self.space();
                }
                self.text.push('}');
            }
        }
    }

    fn comma(&mut self, position: usize) {
        if position > 0 {
            self.text.push(',');
        }
        self.space();
    }

    fn space(&mut self) {
        while self.spaced && self.random.once_in(2) {
            let pieces = [" ", "\n", "\t", "\r\n", "        ", "\n  "];
            self.text.push_str(self.random.one_of(&pieces).copied().unwrap_or_default());
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => self.text.extend(['\\', letter]),
                '\0'..='\x1f' => self.escape(letter),
                '/' if self.escaped => self.text.push_str("\\/"),
                _ if self.escaped && self.random.once_in(5) => self.escape(letter),
                _ => self.text.push(letter),
            }
        }
        self.text.push('"');
    }

    fn escape(&mut self, letter: char) {
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = if self.random.once_in(2) {
                write!(self.text, "\\u{unit:04x}")
            } else {
                write!(self.text, "\\u{unit:04X}")
            };
        }
    }
}
