use regex_automata::meta::{Builder, Config, Regex};
use regex_automata::util::syntax;

use super::{Matcher, check, matcher, translate};

fn linear(pattern: &str) -> Regex {
    check(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let syntax = syntax::Config::new().utf8(false);
    let config = Config::new().utf8_empty(true);
    Builder::new().syntax(syntax).configure(config).build(&translate(pattern).unwrap()).unwrap()
}

#[test]
fn meaning_is_kept() {
    let cases = [
        ("^[A-Z]{3}-[0-9]{4,8}$", "TEA-0042", true),
        ("^[A-Z]{3}-[0-9]{4,8}$", "TEA-0042\n", false),
        ("^\\d+$", "٣", false),
        ("^\\D$", "٣", true),
        ("^\\w+$", "é", false),
        ("^\\S$", "\u{feff}", false),
        ("^\\s$", "\u{2003}", true),
        ("^\\s$", "\u{85}", false),
        ("^.$", "\u{2028}", false),
        ("^.$", "\r", false),
        ("^.$", "\u{1f600}", true),
        ("^[[&&\\]~~]+$", "[&]~", true),
        ("^[^<>]*$", "a-b", true),
        ("^[^<>]*$", "a<b", false),
        ("^[<>]+$", "<>", true),
        ("a<b", "a<b", true),
        ("a<b", "ab", false),
        ("<a>", "a", false),
        ("^(?:a>)+$", "a>a>", true),
        ("^[!-/:-@\\[-`{-~]+$", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", true),
        ("^!\"#%&',/:;<=>@_`~-$", "!\"#%&',/:;<=>@_`~-", true),
        ("^[a\\-z]$", "b", false),
        ("^[a-\\d]+$", "a-7", true),
        ("^[\\w-.]+$", "a-.", true),
        ("^[a-]+$", "a-", true),
        ("^[\\b]$", "\u{8}", true),
        ("^[^\\n]$", "\r", true),
        ("^[^\\d\\s]+$", "a1", false),
        ("[]", "a", false),
        ("^[^]$", "\n", true),
        ("^\\u00e9\\ud83d\\ude00\\x41\\cA\\u{1F600}\\0$", "é😀A\u{1}😀\0", true),
        ("^[\\ud83d\\ude00-\\ud83d\\ude02]$", "😁", true),
        ("\\ud83d", "😁", false),
        ("^[^\\ud800-\\udfff]$", "😁", true),
        ("^(?<year>\\d{4})$", "2026", true),
        ("a|b", "xbx", true),
        ("^(ab)+?$", "abab", true),
        ("\\bcat\\b", "a cat.", true),
        ("\\bcat\\b", "écaté", true),
        ("a\\Bb", "ab", true),
        ("\\B", "", true),
        ("^\\Bé", "é", true),
        ("\\B", "aéa", false),
        ("^\\p{L}+$", "é", true),
        ("^\\P{Lu}$", "A", false),
        ("^\\p{Script=Greek}\\p{scx=Grek}\\p{General_Category=Ll}$", "ααα", true),
        ("^\\p{digit}+$", "42\u{9e8}", true),
        ("^\\+[0-9]{7,15}$", "+49301234567", true),
        ("^#a b$", "#a b", true),
        ("^a{$", "a{", true),
        ("^{}]x{y}$", "{}]x{y}", true),
        ("^\\/\\-\\_\\ \\@$", "/-_ @", true),
        ("^a{0}$", "", true),
        ("^(?:(?:(?:\\b){9999}){9999}){9999}", "a", true),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(linear(pattern).is_match(text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn refusals() {
    for pattern in [
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(a)\\1",
        "\\k<x>",
        "\\1",
        "(",
        ")",
        "[a",
        "a**",
        "*",
        "^*",
        "\\b+",
        "\\",
        "(a{1000}){1000}",
        "(?:ab){1000000}",
        "a{4294967296}",
        "a{2,1}",
        "a{,2}",
        "\\q",
        "[z-a]",
        "(?i)a",
        "(?i:a)",
        "(?P<x>a)",
        "(?<x>a)(?<x>b)",
        "\\p{Greek}",
        "\\p{lu}",
        "\\p",
        "\\x4",
        "\\u12",
        "\\u{110000}",
        "\\c1",
        "[\\B]",
        "[\\1]",
        "\\01",
        "(?<1>a)",
    ] {
        assert!(check(pattern).is_err(), "{pattern}");
    }
    assert!(check(&("(".repeat(300) + &")".repeat(300))).is_err());
}

#[test]
fn what_needs_backtracking_is_set_apart() {
    let cases = [
        ("^(?=.*\\d)(?!.*x).{3,}$", "ab1", true),
        ("^(?=.*\\d)(?!.*x).{3,}$", "abx1", false),
        ("^(\\w)(?<!x)\\1$", "aa", true),
        ("^(\\w)(?<!x)\\1$", "xx", false),
        ("^(?<q>['\"])[^'\"]*\\k<q>$", "'a\"", false),
        ("^(?<q>['\"])[^'\"]*\\k<q>0$", "'a'0", true),
        ("(?=\\bé?[]?\\w)", "a", true),
        ("(?=\\B)", "", true),
    ];
    for (pattern, text, expected) in cases {
        let Ok(Matcher::Backtracking { pattern: translated, .. }) = matcher(pattern) else { panic!("{pattern}") };
        let regex = fancy_regex::Regex::new(&translated).unwrap();
        assert_eq!(regex.is_match(text).unwrap(), expected, "{pattern} on {text:?}");
    }
    for pattern in [
        "(?:(a)|b)*\\1",
        "\\1(a)",
        "(?:(a)|b)\\1",
        "(?!(a))\\1",
        "(?<=(a))b",
        "(a)?\\1",
        "(?:(-?)){1,3}\\1",
        "(?=(?:ab){1000000})",
        "(a)(?<=\\1)",
        "(a\\1)",
    ] {
        assert!(matcher(pattern).is_err(), "{pattern}");
    }
}
