//! `gateway.lock`: the policy in a few lines per operation, for the reviewer of a change.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;

use crate::explain::{alternatives, claim, duration, file, location, rate, size, undeclared_word, verb};
use crate::lower::sha256;
use crate::model::{
    ApiKeyLocation, Body, Carried, Checked, Composition, ContentKind, Division, Form, List, Member, MemberValue,
    Operation, Parameter, Part, Product, Profile, Reading, SchemaId, Scheme, SchemeKind, Single, Style, TokenType,
    Undeclared,
};
use crate::span::Sourced;

const DIGEST_LENGTH: usize = 16;

/// The text of the lock: equal policies have equal texts, and a change of a policy changes a line.
pub fn text(product: &Product) -> String {
    let mut out =
        String::from("# The policy of this product, computed from its document. Review changes; do not edit.\n\n");
    let profile = match product.profile {
        Profile::Permissive => "permissive",
        Profile::Standard => "standard",
        Profile::Strict => "strict",
    };
    let base = if product.base_path.is_empty() { "/" } else { &product.base_path };
    let _ =
        writeln!(out, "product {}  profile {profile}  base {base}  hosts {}", product.name, product.hosts.join(" "));
    for scheme in &product.schemes {
        let _ = writeln!(out, "scheme {}", verified(scheme));
    }
    for upstream in &product.upstreams {
        let _ = writeln!(out, "upstream {}  connect {}", upstream.name, duration(upstream.connect_timeout_ms));
    }
    for limit in &product.limits {
        let _ = writeln!(out, "limit {}", rate(&limit.value));
    }
    for operation in &product.operations {
        out.push('\n');
        entry(product, operation, &mut out);
    }
    out
}

/// The first difference between a committed lock and the computed one, as a few lines for people; `None` when they
/// are equal. Line endings do not matter.
pub fn compare(committed: &str, computed: &str) -> Option<String> {
    let (old, new): (Vec<_>, Vec<_>) = (committed.lines().collect(), computed.lines().collect());
    if old == new {
        return None;
    }
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let tail = tail.min(old.len() - head).min(new.len() - head);
    let owner = new.iter().take(head + 1).rev().find(|line| !line.is_empty() && !line.starts_with([' ', '#']));
    let mut out = owner.map(|owner| format!("  {owner}\n")).unwrap_or_default();
    let changed = |lines: &[&str]| {
        lines.iter().skip(head).take(lines.len() - head - tail).map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    for (sign, lines) in [('-', changed(&old)), ('+', changed(&new))] {
        for line in lines.iter().take(20) {
            let _ = writeln!(out, "{sign} {line}");
        }
        if lines.len() > 20 {
            let _ = writeln!(out, "{sign} ... and {} lines more", lines.len() - 20);
        }
    }
    Some(out)
}

fn verified(scheme: &Scheme) -> String {
    let forward = if scheme.forward { "passed on" } else { "stripped" };
    match &scheme.kind {
        SchemeKind::Bearer {
            issuer,
            audiences,
            algorithms,
            token_type,
            clock_skew_seconds,
            max_lifetime_seconds,
            scope_claims,
            client_claims,
            claims: _,
        } => {
            let algorithms: Vec<_> = algorithms.iter().map(|algorithm| algorithm.name()).collect();
            let lifetime = max_lifetime_seconds.map(|most| format!("  lifetime {}", duration(most * 1_000)));
            let kind = match token_type {
                TokenType::AccessToken => "at+jwt",
                TokenType::Any => "any",
            };
            format!(
                "{}  token {kind} of {issuer} for {}  {}  skew {clock_skew_seconds}s{}  scopes in {}  client in {}  {forward}",
                scheme.name,
                audiences.join(" "),
                algorithms.join(" "),
                lifetime.unwrap_or_default(),
                claims(scope_claims),
                claims(client_claims),
            )
        }
        SchemeKind::ApiKey { location, store, prefix, origins } => {
            let place = match location {
                ApiKeyLocation::Cookie(name) => format!("cookie {name}"),
                ApiKeyLocation::Header(name) => format!("header {name}"),
                ApiKeyLocation::Query(name) => format!("query {name}"),
            };
            let origins = if origins.is_empty() { String::new() } else { format!("  origins {}", origins.join(" ")) };
            format!("{}  key in {place}  store {store}  prefix {prefix}{origins}  {forward}", scheme.name)
        }
    }
}

fn claims(paths: &[Vec<String>]) -> String {
    paths.iter().map(|path| claim(path)).collect::<Vec<_>>().join(" ")
}

fn entry(product: &Product, operation: &Operation, out: &mut String) {
    let _ = writeln!(out, "{} {}  {}", verb(operation.method), operation.path.text, operation.id);
    let _ = writeln!(out, "  security   {}", alternatives(product, operation));
    for rule in &operation.rules {
        let _ = writeln!(out, "  require    {}", crate::explain::rule(product, operation, &rule.value));
    }
    let limits: Vec<_> = operation.limits.iter().map(|limit| rate(&limit.value)).collect();
    if !limits.is_empty() {
        let _ = writeln!(out, "  limits     {}", limits.join("; "));
    }
    let parameters: Vec<_> = operation.parameters.iter().map(|one| parameter(product, one)).collect();
    if !parameters.is_empty() {
        let _ = writeln!(out, "  parameters {}", parameters.join("; "));
    }
    if operation.undeclared.value != Undeclared::Refuse {
        let _ = writeln!(out, "  undeclared {}", undeclared_word(operation.undeclared.value));
    }
    if let Some(body) = &operation.body {
        let need = if body.required { "required" } else { "optional" };
        for (index, content) in contents(product, body).iter().enumerate() {
            let need = if index == 0 { need } else { "or" };
            let _ = writeln!(
                out,
                "  body       {need} {} <={} depth {}{} {}",
                content.0,
                size(body.max_bytes.value),
                body.max_depth.value,
                caps(body),
                content.1,
            );
        }
    }
    for hook in &operation.hooks {
        let _ = writeln!(out, "  hook       {} authorized", hook.value.name);
    }
    let upstream = product.upstreams.get(operation.upstream.value).map_or("", |upstream| upstream.name.as_str());
    let _ = writeln!(out, "  upstream   {upstream} {}", duration(operation.timeout_ms.value));
}

/// The other bounds of a body, as far as the document has any.
fn caps(body: &Body) -> String {
    let count =
        |name, cap: &Option<Sourced<u32>>| cap.as_ref().map_or(String::new(), |cap| format!(" {name} {}", cap.value));
    let strings = body.max_string.as_ref().map_or(String::new(), |cap| format!(" strings {}", size(cap.value)));
    let gzip = body.max_ratio.as_ref().map_or(String::new(), |ratio| format!(" gzip {}", ratio.value));
    let time = body.read_timeout_ms.as_ref().map_or(String::new(), |time| format!(" within {}", duration(time.value)));
    format!("{}{}{strings}{gzip}{time}", count("keys", &body.max_members), count("items", &body.max_items))
}

/// The media types of a body, joined where they are treated alike, and what a body of them is.
fn contents(product: &Product, body: &Body) -> Vec<(String, String)> {
    let mut contents: Vec<(String, String)> = Vec::new();
    for content in &body.contents {
        let (name, what) = (content.media_type.text().replace("; ", ";"), what(product, &content.kind));
        match contents.iter_mut().find(|(_, known)| *known == what) {
            Some((names, _)) => *names = format!("{names} {name}"),
            None => contents.push((name, what)),
        }
    }
    contents
}

/// The fields of a form that are more than one text, or read otherwise than their schema alone would have it.
fn fields(product: &Product, form: &Form) -> String {
    let is_plain = |carried: &Carried| {
        let Composition::Single(single) = &carried.composition else { return false };
        let is_expected = single.readings != [Reading::Json] || product.schemas.at(single.schema).types.object;
        is_expected && !carried.reserved
    };
    let fields = form.fields.iter().filter(|field| !is_plain(&field.carried));
    let words: Vec<_> = fields.map(|field| format!(" {} {}", field.name, travels(&field.carried))).collect();
    words.concat()
}

fn what(product: &Product, kind: &ContentKind) -> String {
    let schema =
        |checked: &Checked| format!("{} {}", product.schemas.at(checked.schema).title, digest(product, checked.schema));
    match kind {
        ContentKind::Binary { max_bytes } => {
            format!("bytes{}", max_bytes.map_or(String::new(), |bytes| format!(" maxLength {bytes}")))
        }
        ContentKind::Form { form, object } => format!("form {}{}", schema(object), fields(product, form)),
        ContentKind::Json(checked) => schema(checked),
        ContentKind::Lines(lines) => {
            let division = match lines.division {
                Division::Lines => "lines",
                Division::Sequence => "sequence",
            };
            let most = lines.max_items.map_or(String::new(), |most| format!(" maxItems {most}"));
            let least = if lines.min_items == 0 { String::new() } else { format!(" minItems {}", lines.min_items) };
            format!("{division}{least}{most} {}", schema(&lines.item))
        }
        ContentKind::Multipart(parts) => {
            let part = |part: &Part| {
                let file = part.file.map(|_| format!(" {}", file(part)));
                let types = part.media_types.iter().map(|one| format!(" {} as {}", part.name, one.text()));
                let headers = part.headers.iter().map(|one| format!(" {} {}", part.name, parameter(product, one)));
                let what = file.map_or_else(|| types.collect(), |file| vec![file]);
                headers.fold(what.concat(), |known, header| known + &header)
            };
            let declared: String = parts.declared.iter().map(part).collect();
            format!("parts {}{}{declared}", schema(&parts.object), fields(product, &parts.form))
        }
        ContentKind::Text(checked) => format!("text {}", schema(checked)),
        ContentKind::Xml => "xml".to_owned(),
    }
}

fn parameter(product: &Product, parameter: &Parameter) -> String {
    let need = if parameter.required { "" } else { "?" };
    let mut text = format!("{} {}{need} {}", location(parameter.location), parameter.name, travels(&parameter.carried));
    if parameter.allow_empty {
        text.push_str(" or empty");
    }
    if let Some(default) = &parameter.default {
        let _ = write!(text, " default {default}");
    }
    format!("{text} {}", digest(product, parameter.schema))
}

/// How a value travels: what it is made of, and a style that is not the default of its place.
fn travels(carried: &Carried) -> String {
    let list = |list: &List| format!("{} list", readings(&list.items));
    let mut text = match &carried.composition {
        Composition::Single(single) => readings(single),
        Composition::List(one) if carried.style == Style::Form && carried.explode => {
            format!("{} repeated", readings(&one.items))
        }
        Composition::List(one) => list(one),
        Composition::Object(object) => {
            let member = |member: &Member| match &member.value {
                MemberValue::Single(one) => format!("{} {}", member.name, readings(one)),
                MemberValue::List(one) => format!("{} {}", member.name, list(one)),
            };
            let mut members: Vec<_> = object.declared.iter().map(member).collect();
            members.extend(object.others.iter().map(|others| format!("others {}", readings(others))));
            format!("object ({})", members.join(", "))
        }
        Composition::Form(form) => {
            let mut fields: Vec<_> =
                form.fields.iter().map(|field| format!("{} {}", field.name, travels(&field.carried))).collect();
            fields.push(format!("others {}", readings(&form.others)));
            format!("form ({})", fields.join(", "))
        }
    };
    if !matches!(carried.style, Style::Simple | Style::Form) {
        let _ = write!(text, " {}", carried.style.as_str());
    }
    let is_whole = matches!(carried.composition, Composition::Single(_) | Composition::Form(_));
    if carried.explode && !is_whole && !carried.is_apart() {
        text.push_str(" exploded");
    }
    if carried.explode && carried.style == Style::Form && matches!(carried.composition, Composition::Object(_)) {
        text.push_str(" exploded");
    }
    if carried.reserved {
        text.push_str(" reserved");
    }
    text
}

fn readings(single: &Single) -> String {
    let word = |reading: &Reading| match reading {
        Reading::Boolean => "boolean",
        Reading::Integer => "integer",
        Reading::Number => "number",
        Reading::String => "string",
        Reading::Json => "json",
    };
    single.readings.iter().map(word).collect::<Vec<_>>().join("|")
}

/// A digest over a schema and every schema below it.
fn digest(product: &Product, root: SchemaId) -> String {
    let mut seen = BTreeSet::new();
    let mut ahead = VecDeque::from([root]);
    let mut all = String::new();
    while let Some(id) = ahead.pop_front() {
        if !seen.insert(id) {
            continue;
        }
        let schema = product.schemas.at(id);
        all.push_str(&schema.digest);
        ahead.extend(schema.below());
    }
    let full = sha256(&all);
    format!("sha256:{}", full.get(..DIGEST_LENGTH).unwrap_or(&full))
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn differences_are_lines() {
        let old = "GET /a  a\n  limits x\n  upstream u\n\nGET /b  b\n  upstream u\n";
        assert_eq!(compare(old, &old.replace('\n', "\r\n")), None);
        let new = old.replacen("limits x", "limits y", 1);
        assert_eq!(compare(old, &new).unwrap(), "  GET /a  a\n-   limits x\n+   limits y\n");
        assert!(compare("", old).unwrap().starts_with("  GET /a  a\n+ GET /a  a\n"));
    }
}
