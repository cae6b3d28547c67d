"""XML as restler reads it: what xml2js 0.4.0 makes of a document. Expectations were recorded from the original."""

from __future__ import annotations

import pytest

from tests.guest.guest import Guest

XML = ("Content-Type", "application/xml")
FAILED = "Failed to parse XML body: "


def read(document: str, options: str = "{}") -> list[str]:
    """What `complete` hears: the data as JSON, or the error's message."""
    script = f"""
    rest.get('http://h.example.com/', {{xml2js: {options}}}).on('complete', d =>
      console.log(d instanceof Error ? d.message : JSON.stringify(d)));
    """
    return Guest(script).answer(1, 200, document.encode(), [XML]).log


@pytest.mark.parametrize(
    ("document", "data"),
    [
        (
            '<users><user id="1">Ada</user><user id="2"/></users>',
            '{"users":{"user":[{"_":"Ada","$":{"id":"1"}},{"$":{"id":"2"}}]}}',
        ),
        ("<a>  t <b>x</b> u </a>", '{"a":{"_":"  t  u ","b":["x"]}}'),
        ("<a><![CDATA[1 < 2]]> &amp; &lt;&#65;&#x42;&eacute;</a>", '{"a":"1 < 2 & <ABé"}'),
        ('\ufeff<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "v">]><!-- c --><a/>', '{"a":""}'),
        ('<a:b xmlns:a="urn:x" a:c="1"/>', '{"a:b":{"$":{"xmlns:a":"urn:x","a:c":"1"}}}'),
        ("", "null"),
        (" \n", "null"),
    ],
)
def test_a_document_becomes_what_xml2js_makes_of_it(document: str, data: str) -> None:
    """Elements are lists, attributes stand under `$`, text beside them under `_`."""
    assert read(document) == [data]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<a><b></a>", "Unexpected close tag\nLine: 0\nColumn: 10\nChar: >"),
        ("<a>&bogus;</a>", "Invalid character entity\nLine: 0\nColumn: 10\nChar: ;"),
        ("no xml", "Non-whitespace before first tag.\nLine: 0\nColumn: 1\nChar: n"),
        ("<a b=c/>", "Unquoted attribute value\nLine: 0\nColumn: 6\nChar: c"),
        ("<a>\n<b x y='1'/></a>", "Attribute without value\nLine: 1\nColumn: 6\nChar: y"),
    ],
)
def test_a_broken_document_is_an_error_with_its_place(document: str, problem: str) -> None:
    """As sax tells it: lines and columns count from 0."""
    assert read(document) == [FAILED + problem]


@pytest.mark.parametrize(
    ("options", "document", "data"),
    [
        (
            "{explicitArray: false, explicitRoot: false}",
            "<a><b>1</b><c>2</c><c>3</c></a>",
            '{"b":"1","c":["2","3"]}',
        ),
        ("{mergeAttrs: true}", '<a b="1"><b>2</b></a>', '{"a":{"b":["1","2"]}}'),
        ("{ignoreAttrs: true, trim: true, normalize: true}", '<a b="1">  x   y  </a>', '{"a":"x y"}'),
        (
            "{attrkey: '@', charkey: '#', explicitCharkey: true}",
            '<a b="1">t<c>u</c></a>',
            '{"a":{"#":"t","@":{"b":"1"},"c":[{"#":"u"}]}}',
        ),
        ("{normalizeTags: true, emptyTag: null}", "<Root><Kid/></Root>", '{"root":{"kid":[null]}}'),
        (
            "{xmlns: true}",
            '<p:a xmlns:p="urn:p"/>',
            '{"p:a":{"$":{"xmlns:p":{"name":"xmlns:p","value":"urn:p","prefix":"xmlns","local":"p",'
            '"uri":"http://www.w3.org/2000/xmlns/"}},"$ns":{"uri":"urn:p","local":"a"}}}',
        ),
        ("{explicitChildren: true}", '<a x="1">t<b/></a>', '{"a":{"$":{"x":"1"},"_":"t","$$":{"b":[""]}}}'),
        (
            "{explicitChildren: true, charsAsChildren: true}",
            '<a x="1">t<b/></a>',
            '{"a":{"$":{"x":"1"},"$$":{"_":"t","b":[""]}}}',
        ),
        ("{strict: false}", "<A b=c>x<br></a>", '{"A":{"_":"x","$":{"B":"c"},"BR":[""]}}'),
        (
            "{validator: (path, before, now) => path + '=' + now}",
            "<a><b>1</b></a>",
            '{"a":"/a=[object Object]"}',
        ),
        ("{async: true}", "<a/>", '{"a":""}'),
    ],
)
def test_the_options_of_xml2js_hold(options: str, document: str, data: str) -> None:
    """They are taken from `options.xml2js`."""
    assert read(document, options) == [data]


def test_the_last_calls_options_hold_for_all() -> None:
    """restler keeps them in one place, `rest.parsers.xml.options`."""
    script = """
    const show = d => console.log(JSON.stringify(d));
    rest.get('http://h.example.com/1', {xml2js: {explicitRoot: false}}).on('complete', show);
    rest.get('http://h.example.com/2').on('complete', show);
    """
    guest = Guest(script).answer(1, 200, b"<a><b/></a>", [XML])
    assert guest.log == ['{"a":{"b":[""]}}']


def test_a_document_that_breaks_off_is_waited_for() -> None:
    """sax would like to have the rest: the script hears nothing more."""
    assert read("<a><b>") == []


def test_text_behind_the_root_is_thrown_when_all_is_said() -> None:
    """The parser has nobody left to tell."""
    script = "rest.get('http://h.example.com/').on('complete', d => console.log(JSON.stringify(d)));"
    guest = Guest(script).answer(1, 200, b"<a/>tail", [XML])
    assert guest.log == ['{"a":""}']
    assert "Text data outside of root node." in guest.exception


def test_no_document_changes_what_other_objects_inherit() -> None:
    """An element `__proto__` makes a list of what its own parent inherits; `constructor` meets what was there."""
    document = "<a><__proto__><x>1</x></__proto__><constructor>y</constructor></a>"
    script = """
    rest.get('http://h.example.com/').on('complete', d => {
      const list = Object.getPrototypeOf(d.a);
      console.log(JSON.stringify(d), {}.x, Array.isArray(list), list[0] === Object.prototype, list.length);
    });
    """
    log = Guest(script).answer(1, 200, document.encode(), [XML]).log
    assert log == ['{"a":{"constructor":[null,"y"]}} undefined true true 2']


def test_a_script_that_spoils_its_prototypes_spoils_only_its_own() -> None:
    """The parser had its functions before."""
    script = """
    rest.get('http://h.example.com/').on('complete', d => { console.log(d.a); });
    RegExp.prototype.exec = String.prototype.slice = Array.prototype.push = () => { throw new Error('spoilt'); };
    Object.defineProperty(Object.prototype, '_', {set() { throw new Error('met'); }});
    """
    assert Guest(script).answer(1, 200, b"<a>t</a>", [XML]).log == ["t"]


def test_a_long_text_costs_no_more_memory_than_its_length() -> None:
    """In an element or an attribute."""
    guest = Guest(
        "rest.get('http://h.example.com/').on('complete', (data) => console.log(data.a._.length, data.a.$.b.length));"
    )
    text = b"x" * (4 << 20)
    guest.answer(1, 200, b"<a b='%s'>%s</a>" % (text, text), [("Content-Type", "application/xml")])
    assert guest.log == [f"{4 << 20} {4 << 20}"]


@pytest.mark.parametrize(
    ("options", "document", "data"),
    [
        ("{}", "<a>&constructor;</a>", '{"a":"function Object() { [native code] }"}'),
        ("{}", "<a>&toString;</a>", '{"a":"function toString() { [native code] }"}'),
        ("{}", "<a><__proto__>x</__proto__><b/></a>", '{"a":{"b":[""]}}'),
    ],
)
def test_names_that_every_object_has_are_met_as_in_the_original(
    options: str, document: str, data: str
) -> None:
    """Its tables and results are plain objects."""
    assert read(document, options) == [data]


def test_an_attribute_may_hide_what_sax_asks_for_the_next_one() -> None:
    """The exception leaves the parser, and so the script."""
    script = "rest.get('http://h.example.com/').on('complete', d => console.log(d))"
    guest = Guest(script).answer(1, 200, b"<a hasOwnProperty='1' b='2'/>", [XML])
    assert (guest.log, "hasOwnProperty is not a function" in guest.exception) == ([], True)
