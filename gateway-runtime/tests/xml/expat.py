"""Writes expat.json: small documents, and whether expat finds each well-formed, namespaces included.

Run as `python3 expat.py > expat.json` in this folder.
"""

import itertools
import json
from xml.parsers import expat


def is_well_formed(text):
    parser = expat.ParserCreate(namespace_separator="|")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return False
    return True


def documents():
    declarations = ["", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n",
                    '<?xml version="1.0" standalone="y"?>', '<?xml  version="1.0"  ?>', ' <?xml version="1.0"?>',
                    '<?xml version="1.0" encoding=""?>', "<?xml?>", '<?XML version="1.0"?>']
    miscellany = ["", " \n", "<!---->", "<!-- - -->", "<!-- -- -->", "<!--->", "<!-->", "x", "&#32;", "<b/>", "]]>"]
    names = ["a", "_", ":", "a:", ":a", "a:b", "xml:a", "xmlns:a", "xmlns", "a-", "-a", "a.", "a1", "1a", "é", "·a", "a·", "a b",
             "\u0300a", "a\u0300", "a\U00010000", "\u2160", "a\u2160", "a,b", "xml"]
    attributes = ['b=""', "b=''", "b", "b=", 'b="', "b=c", 'b = "c"', 'b="\n"', 'b="<"', 'b=">"', 'b="&amp;"', 'b="&#9;"',
                  'b="&c;"', 'b="&#x;"', 'b="1" c="2"', 'b="1"c="2"', 'b="1" b="2"', 'xmlns="u"', 'xmlns=""',
                  'xmlns:c="u"', 'xmlns:c=""', 'xmlns:c="u" xmlns:c="v"', 'xmlns:c="u" c:b="1" b="2"',
                  'xmlns:c="u" xmlns:d="u" c:b="1" d:b="2"', 'xmlns="u" xmlns="v"', 'c:b="1"', 'xml:lang="en"',
                  'xml:space="x"', 'xmlns:xml="u"', 'xmlns:xml="http://www.w3.org/XML/1998/namespace"',
                  'xmlns:c="http://www.w3.org/XML/1998/namespace"', 'xmlns:c="http://www.w3.org/2000/xmlns/"',
                  'xmlns:xmlns="u"', ':b="1"', 'b:="1"', 'b:c:d="1"', 'xmlns:="u"', '1="1"', 'b="\t\r\n"', 'b="\x7f"', 'b="\x01"']
    contents = ["", "b", "]]>", "]]&gt;", "]>", ">", "&lt;", "&", "&;", "&b;", "&lt", "&#65;", "&#x41;", "&#X41;", "&#0;", "&#x1;",
                "&#xD7FF;", "&#xD800;", "&#xFFFD;", "&#xFFFE;", "&#x10FFFF;", "&#x110000;", "&#-1;", "\t\r\n", "\x01", "\x7f", "\x85",
                "\ufffd", "\uffff", "\U0010ffff", "<![CDATA[]]>", "<![CDATA[<&>]]>", "<![CDATA[]]]]>", "<![CDATA[]]>]]>",
                "<![CDATA[\x01]]>", "<![CDATA[", "<!--b-->", "<!-- --->", "<b/>", "<b></b>", "<b>", "</b>", "<b/ >", "< b/>",
                "<b></ b>", "<b></b\n>", "<b><c></b></c>", "<", "<>", "</>", "<b/", "<!b>", "<?b?>", "<?b c?>", "<?xml?>", "<? b?>"]
    yield from (declaration + "<a/>" for declaration in declarations)
    yield from ("<a/>" + behind for behind in miscellany)
    yield from (before + "<a/>" for before in miscellany)
    for name in names:
        yield f"<{name}/>"
        yield f"<a {name}='1'/>"
        yield f"<{name}></{name}>"
    yield from (f"<a {text}/>" for text in attributes)
    yield from (f"<a>{text}</a>" for text in contents)
    yield from (f"<a>{one}{two}</a>" for one, two in itertools.product(["<b/>", "]]", "<b>"], ["</b>", ">", "&gt;"]))
    yield from ["", "<a>", "<a", "</a>", "<a></a></a>", "<a/><a/>", "<a></b>", "<a></A>", "<a xmlns:b='u'><b:c/></a>",
                "<b:a xmlns:b='u'></b:a>", "<b:a xmlns:b='u' xmlns:c='u'></c:a>", "<a><b xmlns:c='u'/><c:d/></a>",
                "<a xmlns='u'><b xmlns=''/></a>", "<!DOCTYPE a><a/>", "<a/><!DOCTYPE a>", "\x00<a/>", "<a>\x00</a>", "\ufeff<a/>"]


texts = dict.fromkeys(documents())
print("[")
print(",\n".join(json.dumps([text, is_well_formed(text)]) for text in texts))
print("]")
