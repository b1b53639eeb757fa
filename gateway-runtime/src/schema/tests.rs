//! The words, each with values it accepts and values it refuses.

use super::*;

pub(super) fn verdict(validator: Validator, body: &str) -> Result<(), (String, &'static str)> {
    check(validator, body.as_bytes(), &Limits::depth(4)).map_err(|violations| first(&violations))
}

pub(super) fn first(violations: &Violations) -> (String, &'static str) {
    let Violation { pointer, keyword, .. } = violations.iter().next().unwrap();
    (pointer.clone(), keyword)
}

pub(super) fn any_text<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    text(run, at, &"")
}

pub(super) fn any_boolean<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    boolean(run, at, &"")
}

pub(super) fn refused(pointer: &str, keyword: &'static str) -> Result<(), (String, &'static str)> {
    Err((pointer.to_owned(), keyword))
}

#[test]
fn syntax_is_strict_everywhere() {
    for body in [
        "",
        " ",
        "nul",
        "truefalse",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "1 2",
        "\u{feff}1",
        "[1 2]",
        "01",
        "\"\n\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\0",
    ] {
        assert!(verdict(anything, body).is_err(), "{body:?}");
    }
    for bytes in
        [&b"\"\xff\""[..], b"\"\xed\xa0\x80\"", b"\"\xc0\xaf\"", b"\"long enough for blocks \xf8\"", b"{\"\xff\":1}"]
    {
        assert!(check(anything, bytes, &Limits::depth(4)).is_err(), "{bytes:?}");
    }
    for body in [
        " [ ] ",
        "{ }",
        "\"\\u0000\\ud83d\\ude00 and some more text\"",
        "[1,\r\n\t2]",
        "{ \"a\" : 1 , \"b\" : [ null ] }",
        "-0.0e-0",
    ] {
        assert_eq!(verdict(anything, body), Ok(()), "{body:?}");
    }
}

/// Nests an object and an array with this white space at every place that takes some.
fn spaced(space: &str) -> String {
    r#"_{_"a"_:_1_,_"b"_:_{_}_,_"c"_:_[_]_,_"d"_:_[_{_"a"_:_"x"_}_,_null_]_}_"#.replace('_', space)
}

#[test]
fn white_space_is_nothing() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        const KEYS: &[Quoted] = &[key("a"), key("b"), key("c"), key("d")];
        const RULES: &Objects = &Objects::of(KEYS).required(&[0]).closed();
        let mut object = object(run, at, RULES)?;
        if object.expects(RULES, 0) {
            object.at = number(run, object.at, const { &Numbers::INTEGER })?;
        }
        while object.next(run, RULES)?.is_some() {
            object.at = anything(run, object.at)?;
        }
        object.close(run, RULES)
    }
    let long = " ".repeat(40);
    let deep = |count| format!("\n{}", " ".repeat(count));
    let spaces: Vec<String> = (0..40).map(deep).collect();
    for space in ["", " ", "  ", "\t", "\r\n", "\r\n  ", "\n\t\t", " \n ", "\n\n  ", &long]
        .into_iter()
        .chain(spaces.iter().map(String::as_str))
    {
        for validator in [word, anything] {
            assert_eq!(verdict(validator, &spaced(space)), Ok(()), "{space:?}");
        }
        for wrong in ["\u{b}", "\u{a0}", "\0"] {
            for validator in [word, anything] {
                assert!(verdict(validator, &spaced(&format!("{space}{wrong}"))).is_err(), "{space:?} {wrong:?}");
            }
        }
    }
}

#[test]
fn names_repeat_nowhere() {
    for body in [r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"x":{"b":0,"c":0,"b":0}}]"#] {
        assert_eq!(verdict(anything, body).unwrap_err().1, "duplicate-key", "{body}");
    }
    let names = |count: usize| (0..count).map(|name| format!("\"{name}\":0")).collect::<Vec<_>>().join(",");
    assert_eq!(verdict(anything, &format!("{{{}}}", names(100))), Ok(()));
    assert_eq!(verdict(anything, &format!("{{{},\"\\u0030\":0}}", names(100))), refused("", "duplicate-key"));
    assert_eq!(verdict(anything, r#"{"a":{"b":1},"b":{"a":1}}"#), Ok(()));
}

#[test]
fn every_cap_holds_where_the_schema_says_nothing() {
    let limits = Limits { max_members: 2, max_items: 3, max_string: 4, max_number: 5, ..Limits::DEFAULT };
    let judge = |body: &str| check(anything, body.as_bytes(), &limits).map_err(|violations| first(&violations));
    for body in [r#"{"a":[1,2,3],"b":{"a":"1234","é\n":12345}}"#, r#"["", "\"\\","é\n"]"#] {
        assert_eq!(judge(body), Ok(()), "{body}");
    }
    for (body, pointer, keyword) in [
        (r#"[{"a":1,"b":2,"c":3}]"#, "/0", "members"),
        (r#"{"a":[1,2,3,4]}"#, "/a", "items"),
        (r#"{"a":["12345"]}"#, "/a/0", "string"),
        (r#"{"a":["","\\\u0061"]}"#, "/a/1", "string"),
        (r#"[{"12345":1}]"#, "/0", "string"),
    ] {
        assert_eq!(judge(body), refused(pointer, keyword), "{body}");
    }
}

#[test]
fn the_cap_of_members_counts_declared_ones() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        const KEYS: &[Quoted] = &[key("a"), key("b"), key("c")];
        const RULES: &Objects = &Objects::of(KEYS).closed();
        let mut object = object(run, at, RULES)?;
        while object.next(run, RULES)?.is_some() {
            object.at = anything(run, object.at)?;
        }
        object.close(run, RULES)
    }
    let judge = |max_members| {
        let limits = Limits { max_members, ..Limits::DEFAULT };
        check(word, br#"{"a":1,"b":2}"#, &limits).map_err(|violations| first(&violations))
    };
    assert_eq!(judge(1), refused("", "members"));
    assert_eq!(judge(2), Ok(()));
}

#[test]
fn what_a_pattern_says_does_not_depend_on_earlier_texts() {
    static REGEX: Regex = Regex::new("^[ab]*a[ab]{12}(?:z{41})?$");
    fn matching<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        string(run, at, const { &Strings::ANY.regex(&REGEX) })
    }
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        let end = anything(run, at)?;
        not(run, at, matching, &"")?;
        Some(end)
    }
    let mut state = 0x2545_f491_u32;
    let mut letters = |count: usize| -> String {
        let mut letter = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if state & 0x100 == 0 { 'a' } else { 'b' }
        };
        (0..count).map(|_| letter()).collect()
    };
    for random in [4_000, 5_500, 7_000, 9_000, 10_750] {
        let text = format!("\"\\u0061{}{}abbbbbbbbbbbb\"", letters(random), "b".repeat(900_000));
        let limits = Limits { max_string: usize::MAX, ..Limits::DEFAULT };
        let verdict = check(word, text.as_bytes(), &limits).map_err(|violations| first(&violations).1);
        assert!(matches!(verdict, Err("not" | "work")), "{random}: {verdict:?}");
    }
}

#[test]
fn the_patterns_of_a_body_share_one_budget() {
    static REGEX: Regex = Regex::new(r"[ab]*a[ab]{2000}c");
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        let mut items = array(run, at, &"")?;
        while items.next(run)? {
            items.at = string(run, items.at, const { &Strings::ANY.regex(&REGEX) })?;
        }
        items.close(run, 0, usize::MAX)
    }
    let mut state = 1_u32;
    let mut item = || {
        let letters = (0..8_000).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state >> 31 == 0 { 'a' } else { 'b' }
        });
        format!("\"{}c\"", letters.collect::<String>())
    };
    let body = format!("[{}]", (0..120).map(|_| item()).collect::<Vec<_>>().join(","));
    let violations = check(word, body.as_bytes(), &Limits::DEFAULT).unwrap_err();
    assert_eq!(first(&violations).1, "work");
}

#[test]
fn nesting_ends_at_the_cap() {
    assert_eq!(verdict(anything, "[[{\"a\":[]}]]"), Ok(()));
    assert_eq!(verdict(anything, "[[{\"a\":[[]]}]]"), refused("/0/0/a/0", "depth"));
    let deep = "[".repeat(100_000);
    let violations = check(anything, deep.as_bytes(), &Limits::depth(usize::MAX)).unwrap_err();
    assert_eq!(first(&violations).1, "depth");
}

#[test]
fn lengths_count_characters_after_unescaping() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        string(run, at, const { &Strings::ANY.min_length(2).max_length(3) })
    }
    for body in ["\"ab\"", " \"abc\" ", "\"\\u0041b\"", "\"\\ud83d\\ude00é\"", "\"äöü\""] {
        assert_eq!(verdict(word, body), Ok(()), "{body}");
    }
    assert_eq!(verdict(word, "\"a\""), refused("", "minLength"));
    assert_eq!(verdict(word, "\"\\ud83d\\ude00\""), refused("", "minLength"));
    assert_eq!(verdict(word, "\"abcd\""), refused("", "maxLength"));
    assert_eq!(verdict(word, "7"), refused("", "type"));
}

#[test]
fn runs_are_greedy_and_whole() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        string(
            run,
            at,
            const { &Strings::ANY.runs(const { &[class(&[(b'A', b'Z')], 3, 3), class(&[(b'0', b'9')], 1, 2)] }) },
        )
    }
    assert_eq!(verdict(word, "\"ABC1\""), Ok(()));
    assert_eq!(verdict(word, "\"\\u0041BC12\""), Ok(()));
    for body in ["\"AB1\"", "\"ABC\"", "\"ABC123\"", "\"ABCé\"", "\"\""] {
        assert_eq!(verdict(word, body), refused("", "pattern"), "{body}");
    }
}

#[test]
fn integers_and_bounds_are_exact() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        number(run, at, const { &Numbers::INTEGER.minimum("-2").exclusive_maximum("9007199254740993") })
    }
    fn fraction<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        number(run, at, const { &Numbers::NUMBER.exclusive_minimum("0.1").maximum("1e2") })
    }
    for body in ["-2", "1.0", "1e3", "9007199254740992", "0.20e1", "-0"] {
        assert_eq!(verdict(word, body), Ok(()), "{body}");
    }
    assert_eq!(verdict(word, "-3"), refused("", "minimum"));
    assert_eq!(verdict(word, "9007199254740993"), refused("", "exclusiveMaximum"));
    assert_eq!(verdict(word, "99999999999999999999999999"), refused("", "exclusiveMaximum"));
    assert_eq!(verdict(word, "1e999999999999"), refused("", "exclusiveMaximum"));
    assert_eq!(verdict(word, "1.5"), refused("", "type"));
    for body in ["0.1000000000000000001", "100", "99.99", "0.11"] {
        assert_eq!(verdict(fraction, body), Ok(()), "{body}");
    }
    assert_eq!(verdict(fraction, "0.1"), refused("", "exclusiveMinimum"));
    assert_eq!(verdict(fraction, "100.000000000000000000001"), refused("", "maximum"));
}

#[test]
fn wide_objects_keep_their_rules() {
    const NAMES: [&str; 70] = {
        let mut names = ["x"; 70];
        names[64] = "late";
        names[69] = "last";
        names
    };
    const KEYS: &[Quoted] = &{
        let mut keys = [key("x"); 70];
        keys[64] = key(NAMES[64]);
        keys[69] = key(NAMES[69]);
        keys
    };
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        const RULES: &Objects = &Objects::of(KEYS).required(&[0, 69]).closed();
        let mut object = object(run, at, RULES)?;
        while object.next(run, RULES)?.is_some() {
            object.at = anything(run, object.at)?;
        }
        object.close(run, RULES)
    }
    assert_eq!(verdict(word, r#"{"last":1,"x":2}"#), Ok(()));
    assert_eq!(verdict(word, r#"{"x":2,"late":1}"#), refused("", "required"));
    assert_eq!(verdict(word, r#"{"last":1,"x":2,"last":1}"#), refused("", "duplicate-key"));
    assert_eq!(verdict(word, r#"{"last":1,"x":2,"z":1}"#), refused("/z", "additionalProperties"));
}

#[test]
fn listed_values_are_compared_as_json() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        static VALUES: Enumeration = Enumeration::new(r#"[1, "a\"b", {"x": [true, null], "y": {}}, []]"#, &"");
        let mut array = array(run, at, &"")?;
        while array.next(run)? {
            array.at = enumeration(run, array.at, &VALUES)?;
        }
        array.close(run, 0, 9)
    }
    assert_eq!(verdict(word, r#"[1.0, "a\u0022b", {"y":{},"x":[true,null]}, [ ], 10e-1]"#), Ok(()));
    for item in ["2", "\"a\"", "[1]", r#"{"x":[true],"y":{}}"#, r#"{"x":[true,null]}"#, r#"{"x":[true,null],"z":{}}"#] {
        assert_eq!(verdict(word, &format!("[[],{item}]")), refused("/1", "enum"), "{item}");
    }
}

#[test]
fn pointers_are_escaped_and_bounded() {
    fn word<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
        const RULES: &Objects = &Objects::of(&[]);
        let mut object = object(run, at, RULES)?;
        while object.next(run, RULES)?.is_some() {
            object.at = boolean(run, object.at, &"")?;
        }
        object.close(run, RULES)
    }
    assert_eq!(verdict(word, r#"{"a~b/c\"":1}"#), refused("/a~0b~1c\"", "type"));
    assert_eq!(verdict(word, &format!("{{\"{}\":1}}", "x".repeat(600))), refused("", "type"));
}
