//! What a broken rule is in words. The client's value is never among them.

use super::malformed;
use crate::schema::Violation;

/// A sentence without its subject, which the pointer names: “is less than 1”.
pub(super) fn detail(violation: &Violation) -> String {
    let limit = violation.limit.as_deref().unwrap_or_default();
    match violation.keyword {
        "type" => format!("is not of type {limit}"),
        "enum" => format!("is none of the listed values: {limit}"),
        "format" => format!("is not of the format {limit}"),
        "pattern" => format!("does not match the pattern {limit}"),
        "minLength" => format!("is shorter than {limit} characters"),
        "maxLength" => format!("is longer than {limit} characters"),
        "minimum" => format!("is less than {limit}"),
        "maximum" => format!("is greater than {limit}"),
        "exclusiveMinimum" => format!("is not greater than {limit}"),
        "exclusiveMaximum" => format!("is not less than {limit}"),
        "multipleOf" => format!("is no multiple of {limit}"),
        "minItems" => format!("has fewer than {limit} items"),
        "maxItems" => format!("has more than {limit} items"),
        "uniqueItems" => "has an item twice".to_owned(),
        "items" if limit.is_empty() => "is an item where none is allowed".to_owned(),
        "items" => format!("has more than {limit} items, whatever the schema says"),
        "unevaluatedItems" => "is an item where none is allowed".to_owned(),
        "contains" | "minContains" => format!("has fewer than {limit} items of the kind that is asked for"),
        "maxContains" => format!("has more than {limit} items of the kind that is counted"),
        "required" => format!("lacks the property {limit}"),
        "dependentRequired" => format!("lacks the property {limit}, which another one calls for"),
        "additionalProperties" if limit.is_empty() => "is no property that is allowed here".to_owned(),
        "additionalProperties" => format!("is none of the allowed properties: {limit}"),
        "unevaluatedProperties" => "is no property that is allowed here".to_owned(),
        "minProperties" => format!("has fewer than {limit} properties"),
        "maxProperties" => format!("has more than {limit} properties"),
        "readOnly" => "may only be sent by the server".to_owned(),
        "writeOnly" => "may only be sent to the server".to_owned(),
        "not" => "is what is ruled out".to_owned(),
        "anyOf" => "is none of the alternatives".to_owned(),
        "oneOf" => "is not exactly one of the alternatives".to_owned(),
        "discriminator" => format!("does not say which alternative it is: {limit}"),
        "syntax" => "is not well-formed".to_owned(),
        "duplicate-key" => "names a property twice".to_owned(),
        "depth" => format!("is nested deeper than {limit} levels"),
        "members" => format!("has more than {limit} properties, whatever the schema says"),
        "string" => format!("is longer than {limit} bytes"),
        "number" => format!("is too large to be compared, or longer than {limit} characters"),
        "work" => "takes too many steps to check".to_owned(),
        "unreadable" => "cannot be checked".to_owned(),
        other => malformed::words(other).map_or_else(|| format!("does not satisfy `{other}`"), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::detail;
    use crate::schema::Violation;

    #[test]
    fn every_keyword_has_words() {
        // What the runtime and the generator name where they refuse.
        let sources = ["attempt", "array", "contains", "enumeration", "members", "number", "object", "run", "string"];
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema/");
        let texts = sources.map(|name| std::fs::read_to_string(format!("{folder}{name}.rs")).unwrap());
        let mut seen = 0;
        for text in &texts {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for keyword in
                ["refuse(", "refuse_value(", "fail("].iter().flat_map(|call| code.split(call).skip(1)).filter_map(named)
            {
                let violation = Violation { pointer: String::new(), keyword: keyword.leak(), limit: None, place: "" };
                assert!(!detail(&violation).contains('`'), "{}", violation.keyword);
                seen += 1;
            }
        }
        assert!(seen > 25, "{seen}");
    }

    /// The keyword among the arguments of a call that follow.
    fn named(rest: &str) -> Option<String> {
        let arguments = rest.split(')').next()?;
        let (_, from) = arguments.split_once('"')?;
        Some(from.split('"').next()?.to_owned())
    }

    #[test]
    fn words_say_what_is_asked_for() {
        let of = |keyword, limit: Option<&str>| {
            detail(&Violation { pointer: "/a".to_owned(), keyword, limit: limit.map(str::to_owned), place: "" })
        };
        assert_eq!(of("minimum", Some("1")), "is less than 1");
        assert_eq!(of("required", Some("sku")), "lacks the property sku");
        assert_eq!(of("additionalProperties", None), "is no property that is allowed here");
        assert_eq!(of("invented", None), "does not satisfy `invented`");
    }

    /// The rows of the table of keywords on a page of the manual.
    fn documented(code: &str) -> Vec<(&'static str, &'static str)> {
        let page = crate::manual::page(code).unwrap();
        page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | ")).collect()
    }

    #[test]
    fn the_manual_has_the_words_of_every_keyword() {
        for (keyword, words) in ["body-invalid", "parameter-invalid"].into_iter().flat_map(documented) {
            let limit = words.contains("*limit*").then(|| "*limit*".to_owned());
            assert_eq!(detail(&Violation { pointer: String::new(), keyword, limit, place: "" }), words, "{keyword}");
        }
        let [of_json, of_others] = [include_str!("detail.rs"), include_str!("malformed.rs")].map(arms);
        assert!(of_json.len() > 40 && of_others.len() > 40);
        assert_eq!(listed("parameter-invalid"), of_json);
        let mut both = [of_json, of_others].concat();
        both.sort_unstable();
        assert_eq!(listed("body-invalid"), both);
    }

    /// The keywords of a page, sorted.
    fn listed(code: &str) -> Vec<&'static str> {
        let mut keywords: Vec<&str> = documented(code).into_iter().map(|(keyword, _)| keyword).collect();
        keywords.sort_unstable();
        keywords
    }

    /// The keywords of the arms of the match over keywords in a file, sorted.
    fn arms(file: &'static str) -> Vec<&'static str> {
        let (_, arms) = file.split_once("keyword {\n").unwrap();
        let arms = arms.lines().take_while(|line| !line.contains("other =>") && !line.contains("_ =>"));
        let left = arms.filter_map(|arm| arm.split_once("=>")).map(|(left, _)| left);
        let mut keywords: Vec<&str> = left.flat_map(|left| left.split('"').skip(1).step_by(2)).collect();
        keywords.sort_unstable();
        keywords
    }
}
