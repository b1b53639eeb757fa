//! A form as one JSON object: an `application/x-www-form-urlencoded` text, or named texts from elsewhere.
//!
//! In the text `&` is the only separator and `+` a space (URL Standard §5.1); names are decoded once. The styles of the fields
//! are those of query parameters. What is written is exactly one JSON object, for the compiled schema of the form to judge:
//! what it says of undeclared fields, of required ones and of values holds as for any JSON body.

use std::borrow::Cow;

use super::carried;
use super::coding::Coding;
use super::pairs::{Owner, Pairs, Unreadable};
use super::scalar::{self, flaw, write_string};
use crate::contract::Form;
use crate::schema::Violations;

/// So many pairs of a query are read.
pub(super) const MOST_PAIRS: usize = 100;

/// The fields of one form that was sent.
#[derive(Debug)]
pub(super) struct Fields<'r> {
    form: &'static Form,
    pairs: Pairs<'r>,
    coding: Coding,
}

/// Splits an urlencoded text of at most `most` pairs.
///
/// # Errors
/// `syntax` where a name does not decode, `members` where there are more pairs.
pub(super) fn read<'r>(form: &'static Form, text: &'r str, most: usize) -> Result<Fields<'r>, Violations> {
    read_but(form, text, most, |_, _| false)
}

/// The same without the pairs that `skip` takes for itself; it is given the decoded name and the pair as it came.
pub(super) fn read_but<'r>(
    form: &'static Form,
    text: &'r str,
    most: usize,
    skip: impl FnMut(&str, &'r str) -> bool,
) -> Result<Fields<'r>, Violations> {
    match Pairs::parse(text, form.fields, most, skip) {
        Ok(pairs) => Ok(Fields { form, pairs, coding: Coding::Form }),
        Err(Unreadable::Name) => Err(flaw("syntax", None)),
        Err(Unreadable::TooMany) => Err(flaw("members", Some(&most.to_string()))),
    }
}

/// Fields whose names and values were read already and that are not encoded, such as the parts of a multipart body. The caller
/// bounds their number.
#[allow(dead_code, reason = "multipart bodies are read with it")]
pub(super) fn of<'r>(form: &'static Form, named: impl Iterator<Item = (Cow<'r, str>, &'r str)>) -> Fields<'r> {
    Fields { form, pairs: Pairs::of(form.fields, named), coding: Coding::Plain }
}

impl Fields<'_> {
    /// Whether no field was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.iter().next().is_none()
    }

    /// Appends the JSON object. Declared fields come first, in the order of the document.
    ///
    /// # Errors
    /// What no schema says, with a pointer into the object: `duplicate-key` where a field that cannot repeat does, `type` or
    /// `syntax` where a text stands for no value of its field, `maxItems`. Then what was appended is to be dropped.
    pub(super) fn write(&self, object: &mut Vec<u8>) -> Result<(), Violations> {
        object.push(b'{');
        let mut is_first = true;
        let mut key = |object: &mut Vec<u8>, name: &str| {
            if !is_first {
                object.push(b',');
            }
            is_first = false;
            write_string(object, name);
            object.push(b':');
        };
        for (position, field) in self.form.fields.iter().enumerate() {
            let below = |violations: Violations| violations.below(field.name);
            let Some((first, is_alone)) = self.pairs.first_of(position) else { continue };
            key(object, field.name);
            if field.carried.is_apart() {
                carried::write_apart(object, &field.carried, self.pairs.of_field(position), self.coding)
                    .map_err(below)?;
            } else if !is_alone {
                return Err(below(flaw("duplicate-key", None)));
            } else {
                carried::write_pair(object, &field.carried, field.name, first, self.coding).map_err(below)?;
            }
        }
        for pair in self.pairs.iter().filter(|pair| pair.owner == Owner::Nobody) {
            let name = pair.key.as_deref().unwrap_or_default();
            if self.is_inside_declared(name) {
                return Err(flaw("additionalProperties", None).below(name));
            }
            key(object, name);
            let written =
                self.coding.decode(pair.value).and_then(|text| scalar::write(object, &text, &self.form.others));
            written.map_err(|violations| violations.below(name))?;
        }
        object.push(b'}');
        Ok(())
    }

    /// Whether a name that nobody declared is a declared one with brackets behind it: many readers make it a part of that
    /// field, past the schema of the field.
    fn is_inside_declared(&self, name: &str) -> bool {
        let Some((owner, _)) = name.split_once('[') else { return false };
        self.form.fields.iter().any(|field| field.name == owner)
    }

    /// The urlencoded text in the one form in which it is forwarded; nothing where it came in that form.
    ///
    /// # Errors
    /// As [`write`](Self::write), which comes first.
    pub(super) fn encode(&self) -> Result<Option<String>, Violations> {
        self.pairs.encode(self.form.fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{
        Carried, Composition, FormField, List, Member, MemberValue, Members, Reading, Single, Style,
    };
    use crate::schema;

    const fn field(name: &'static str, style: Style, explode: bool, composition: Composition) -> FormField {
        FormField { name, carried: Carried { style, explode, reserved: false, composition } }
    }

    const TEXTS: List = List { items: Single::of(Reading::String), most: 3 };
    const SIZE: Members = Members {
        declared: &[
            Member { name: "w", value: MemberValue::Single(Single::of(Reading::Integer)) },
            Member { name: "tags", value: MemberValue::List(TEXTS) },
        ],
        others: Some(Single::of(Reading::String)),
    };
    const SPREAD: Members = Members {
        declared: &[Member { name: "from", value: MemberValue::Single(Single::of(Reading::Integer)) }],
        others: None,
    };
    static FORM: Form = Form {
        fields: &[
            field("name", Style::Form, true, Composition::Single(Single::of(Reading::String))),
            field("n", Style::Form, true, Composition::Single(Single::of(Reading::Integer))),
            field("tag", Style::Form, true, Composition::List(TEXTS)),
            field("ids", Style::Form, false, Composition::List(List { items: Single::of(Reading::Integer), most: 3 })),
            field("cols", Style::PipeDelimited, false, Composition::List(TEXTS)),
            field("size", Style::DeepObject, true, Composition::Object(SIZE)),
            field("range", Style::Form, true, Composition::Object(SPREAD)),
            field("doc", Style::Form, true, Composition::Single(Single::of(Reading::Json))),
        ],
        others: Single::of(Reading::String),
    };

    fn read_text(text: &str) -> Result<(String, Option<String>), (String, &'static str)> {
        let told = |violations: Violations| {
            let first = violations.iter().next().unwrap();
            (first.pointer.clone(), first.keyword)
        };
        let fields = read(&FORM, text, 12).map_err(told)?;
        let mut object = b">".to_vec();
        fields.write(&mut object).map_err(told)?;
        let object = String::from_utf8(object.split_off(1)).unwrap();
        schema::check(schema::anything, object.as_bytes(), &scalar::LIMITS).map_err(told)?;
        Ok((object, fields.encode().map_err(told)?))
    }

    #[test]
    fn a_form_is_one_object() {
        let check = |text: &str, object: &str, encoded: Option<&str>| {
            assert_eq!(read_text(text), Ok((object.to_owned(), encoded.map(str::to_owned))), "{text}");
        };
        check("", "{}", None);
        check("name=a+b%26%22", r#"{"name":"a b&\""}"#, Some("name=a%20b%26%22"));
        check("n=7&name=a", r#"{"name":"a","n":7}"#, None);
        check("name", r#"{"name":""}"#, Some("name="));
        check("name=a=b;n=1", r#"{"name":"a=b;n=1"}"#, Some("name=a%3Db%3Bn%3D1"));
        check("tag=a&n=1&tag=b", r#"{"n":1,"tag":["a","b"]}"#, None);
        check("ids=1,2", r#"{"ids":[1,2]}"#, None);
        check("cols=a|b%7Cc", r#"{"cols":["a","b","c"]}"#, Some("cols=a%7Cb%7Cc"));
        check(
            "size[w]=1&size%5Btags%5D=a&size[tags]=b&size[x]=y",
            r#"{"size":{"w":1,"tags":["a","b"],"x":"y"}}"#,
            Some("size%5Bw%5D=1&size%5Btags%5D=a&size%5Btags%5D=b&size%5Bx%5D=y"),
        );
        check("from=1", r#"{"range":{"from":1}}"#, None);
        check("doc=%7B%22a%22:1%7D", r#"{"doc":{"a":1}}"#, Some("doc=%7B%22a%22%3A1%7D"));
        check("what=%22", r#"{"what":"\""}"#, None);
        check("&&n=1&", r#"{"n":1}"#, Some("n=1"));
        check("%6eame=a", r#"{"name":"a"}"#, Some("name=a"));
    }

    #[test]
    fn what_stands_for_no_object_is_refused_where_it_is() {
        let check = |text: &str, pointer: &str, keyword: &str| {
            let (found, named) = read_text(text).expect_err(text);
            assert_eq!((found.as_str(), named), (pointer, keyword), "{text}");
        };
        check("name=a&name=b", "/name", "duplicate-key");
        check("name=a&na%6de=b", "/name", "duplicate-key");
        check("n=1.0", "/n", "type");
        check("n=", "/n", "type");
        check("tag=a&tag=b&tag=c&tag=d", "/tag", "maxItems");
        check("ids=1,2,3,x", "/ids", "maxItems");
        check("ids=1,x", "/ids/1", "type");
        check("ids=1%2C2", "/ids/0", "type");
        check("size[w]=x", "/size/w", "type");
        check("size[w]=1&size[w]=2", "/size", "duplicate-key");
        check("size[tags]=%ff", "/size/tags/0", "syntax");
        check("name=%00", "/name", "syntax");
        check("%zz=1", "", "syntax");
        check("a%00=1", "", "syntax");
        check("x=1&x=2", "", "duplicate-key");
        check("doc=1,%22role%22:%22admin%22", "/doc", "syntax");
        check("doc=%7B%22a%22:1,%22a%22:2%7D", "/doc", "duplicate-key");
        check(&["a"; 13].join("&"), "", "members");
    }

    #[test]
    fn names_in_brackets_belong_to_no_other_style() {
        let (object, _) = read_text("size=1&what[]=2&what[w][x]=3&[a]=4").unwrap();
        assert_eq!(object, r#"{"size":"1","what[]":"2","what[w][x]":"3","[a]":"4"}"#);
    }

    #[test]
    fn names_in_brackets_do_not_get_behind_a_declared_field() {
        for name in ["size[]", "size[w][x]", "name[$ne]", "name[", "tag[0]"] {
            let (pointer, keyword) = read_text(&format!("{name}=1")).expect_err(name);
            assert_eq!((pointer.as_str(), keyword), (format!("/{name}").as_str(), "additionalProperties"));
        }
    }

    #[test]
    fn named_texts_are_taken_as_they_are() {
        let named = [("name", " a+%20"), ("tag", "x"), ("doc", "[1]"), ("tag", "y")];
        let mut object = Vec::new();
        of(&FORM, named.into_iter().map(|(name, value)| (name.into(), value))).write(&mut object).unwrap();
        assert_eq!(object, br#"{"name":" a+%20","tag":["x","y"],"doc":[1]}"#);
    }
}
