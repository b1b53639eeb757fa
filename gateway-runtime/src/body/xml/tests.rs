use super::*;

const SMALL: XmlLimits = XmlLimits { max_depth: 3, max_nodes: 6, max_attributes: 3, max_namespaces: 2 };

fn judge(text: &str) -> Result<(), XmlFlaw> {
    check(text.as_bytes(), &XmlLimits::DEFAULT)
}

#[test]
fn plain_documents_pass() {
    for text in [
        "<a/>",
        "<a></a>",
        "<?xml version=\"1.0\"?><a/>",
        "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n<a/>",
        "<?xml \tversion = \"1.0\"\nencoding=\"UTF-8\"?><a/>",
        "<!-- a --><a>b<!-- c --><![CDATA[<d&]]>&lt;&#10;&#x20AC;</a><!-- e -->\n",
        "<a xmlns=\"urn:a\" xmlns:b='urn:b' b:c=\"1\" c=\"2\"><b:d xmlns=\"\"/></a >",
        "<a xml:lang=\"en\" xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"/>",
        "<Ünï-c.ode_1>€</Ünï-c.ode_1>",
        "<a b=\">\" c='\"/>'>a>b</a>",
        "<a b=\"&amp;&#65;\"/>",
        "<a>= == '</a>",
    ] {
        assert_eq!(judge(text), Ok(()), "{text}");
    }
}

fn refused(texts: &[&str], flaw: XmlFlaw) {
    for text in texts {
        assert_eq!(judge(text), Err(flaw), "{text:?}");
    }
}

#[test]
fn what_is_not_plain_is_refused() {
    refused(&["\u{feff}<a/>", "<?xml version=\"1.0\" encoding=\"latin1\"?><a/>"], XmlFlaw::Encoding);
    refused(
        &[
            "<?xml version=\"1.1\"?><a/>",
            "<?xml version=\"1.0\" standalone=\"maybe\"?><a/>",
            "<?xml encoding=\"utf-8\"?><a/>",
            "<?xml version=\"1.0\" version=\"1.0\"?><a/>",
            "<?xml version=\"1.0\" standalone=\"yes\" encoding=\"utf-8\"?><a/>",
            "<?xml version=\"1.0\"encoding=\"utf-8\"?><a/>",
            "<?xml version=\"1.0\"><a/>",
            "<?xml version=1.0?><a/>",
            "<?xml ?><a/>",
        ],
        XmlFlaw::Declaration,
    );
    refused(
        &[
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<!doctype a><a/>",
            "<a><!ENTITY b \"c\"></a>",
            "<a><!-></a>",
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
            "<a/><!DOCTYPE a>",
            "<a><![cdata[]]></a>",
        ],
        XmlFlaw::Dtd,
    );
    refused(
        &[
            "<?a?><a/>",
            " <?xml version=\"1.0\"?><a/>",
            "<?xml\tversion=\"1.0\"?><a/>",
            "<a><?b c?></a>",
            "<a/><?b?>",
            "<?xml-stylesheet href=\"a\"?><a/>",
        ],
        XmlFlaw::ProcessingInstruction,
    );
    refused(
        &[
            "<a>&b;</a>",
            "<a>&</a>",
            "<a>& b;</a>",
            "<a>&amp</a>",
            "<a>&AMP;</a>",
            "<a>&#0;</a>",
            "<a>&#x1F;</a>",
            "<a>&#xD800;</a>",
            "<a>&#xFFFF;</a>",
            "<a>&#x110000;</a>",
            "<a>&#;</a>",
            "<a>&#x;</a>",
            "<a>&#X41;</a>",
            "<a>&#+65;</a>",
            "<a>&#6 5;</a>",
            "<a b=\"&c;\"/>",
            "<a b=\"&\"/>",
            "<a>&#99999999999;</a>",
            "<a>&#0000000000000000000065;</a>",
            "&amp<a/>",
        ],
        XmlFlaw::Reference,
    );
}

#[test]
fn names_are_bound_and_come_once() {
    refused(
        &[
            "<a b=\"1\" b=\"2\"/>",
            "<a xmlns=\"urn:a\" xmlns=\"urn:b\"/>",
            "<a xmlns:b=\"urn:a\" xmlns:c=\"urn:a\" b:d=\"1\" c:d=\"2\"/>",
        ],
        XmlFlaw::DuplicateAttribute,
    );
    refused(
        &[
            "<a:b/>",
            "<a b:c=\"1\"/>",
            "<a xmlns:b=\"urn:b\" xmlns:b=\"urn:c\"/>",
            "<a xmlns:b=\"\"/>",
            "<:a/>",
            "<a:/>",
            "<a:b:c/>",
            "<a :b=\"1\"/>",
            "<a xmlns:xmlns=\"urn:a\"/>",
            "<a xmlns:b=\"urn:b\" b:xmlns=\"1\"/>",
            "<xmlns:a/>",
            "<a xmlns:xml=\"urn:a\"/>",
            "<a xmlns=\"http://www.w3.org/2000/xmlns/\"/>",
            "<a xmlns:b=\"http://www.w3.org/XML/1998/namespace\"/>",
            "<c><a xmlns:b=\"urn:b\"/><b:a/></c>",
            "<a xmlns:=\"urn:a\"/>",
        ],
        XmlFlaw::Namespace,
    );
}

#[test]
fn what_is_not_well_formed_is_refused() {
    refused(
        &[
            "",
            " ",
            "a",
            "<a>",
            "</a>",
            "<a></b>",
            "<a><b></a></b>",
            "<a/><b/>",
            "<a/>a",
            "a<a/>",
            "<a/>&amp;",
            "<a/><![CDATA[]]>",
            "<>",
            "< a/>",
            "<a b/>",
            "<a b=c/>",
            "<a b=\"1\"c=\"2\"/>",
            "<a b=\"<\"/>",
            "<a b=\"1/>",
            "<a",
            "<a ",
            "<a b",
            "<a b=",
            "<a/",
            "<a /b>",
            "<a>]]></a>",
            "<a>\u{1}</a>",
            "<a>\0</a>",
            "<a b=\"\u{1f}\"/>",
            "<a>\u{ffff}</a>",
            "<1/>",
            "<-a/>",
            "<a 1=\"\"/>",
            "<!-- a -- b --><a/>",
            "<!-- a ---><a/>",
            "<!-- a",
            "<a><![CDATA[</a>",
            "<a></a",
            "</a><a>",
            "<a><!--\u{b}--></a>",
            "<a></a b=\"1\">",
            "<a></ a>",
            "<a><b/></a></a>",
            "<a></>",
            "<a\u{a0}b=\"1\"/>",
        ],
        XmlFlaw::Malformed,
    );
    for bytes in [b"\xff\xfe<\0a\0/\0>\0".as_slice(), b"<a>\xe9</a>", b"<a>\xed\xa0\x80</a>", b"<a>\xc0\xbc</a>"] {
        assert_eq!(check(bytes, &XmlLimits::DEFAULT), Err(XmlFlaw::Encoding));
    }
}

#[test]
fn limits_hold() {
    let judge = |text: &str| check(text.as_bytes(), &SMALL);
    assert_eq!(judge("<a><a><a></a></a></a>"), Ok(()));
    assert_eq!(judge("<a><a><a/><a/></a></a>"), Ok(()));
    assert_eq!(judge("<a><a><a><a/></a></a></a>"), Err(XmlFlaw::Depth));
    assert_eq!(judge("<a><a><a><a></a></a></a></a>"), Err(XmlFlaw::Depth));
    assert_eq!(judge("<a b='' c='' d=''/>"), Ok(()));
    assert_eq!(judge("<a b='' c='' d='' e=''/>"), Err(XmlFlaw::Attributes));
    assert_eq!(judge("1<a>2<b/>3<b/>4<b/>5<b/>6<b/>7</a>8"), Err(XmlFlaw::Malformed));
    assert_eq!(judge("<a>2<b>t</b>3<b>t</b>4<b>t</b>5<b>t</b>6<b>t</b>7</a>"), Ok(()));
    assert_eq!(judge("<a><b/><b/><b/><b/><b/><b/></a>"), Err(XmlFlaw::Nodes));
    assert_eq!(judge("<a b='' c=''><b/><!-- --><![CDATA[]]></a>"), Ok(()));
    assert_eq!(judge("<a b='' c=''><b/><!-- --><![CDATA[]]><b/></a>"), Err(XmlFlaw::Nodes));
    assert_eq!(judge("<a xmlns:b='b'><a xmlns='c'/></a>"), Ok(()));
    assert_eq!(judge("<a xmlns:b='b'><a xmlns='c'/><a xmlns='d'/></a>"), Err(XmlFlaw::Namespaces));
}

/// Nothing recurses with the depth of a document, whatever the limit.
#[test]
fn depth_does_not_use_the_stack() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(judge(&deep), Err(XmlFlaw::Depth));
    let unlimited = XmlLimits { max_depth: usize::MAX, max_nodes: usize::MAX, ..XmlLimits::DEFAULT };
    assert_eq!(check(deep.as_bytes(), &unlimited), Ok(()));
    assert_eq!(check("<a>".repeat(100_000).as_bytes(), &unlimited), Err(XmlFlaw::Malformed));
}
