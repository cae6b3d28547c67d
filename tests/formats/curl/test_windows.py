"""The command lines for cmd and PowerShell, read back as those and curl read them."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.formats.curl import Shell, command
from runtime.formats.curl.windows import quote
from runtime.model.http import Request
from tests.formats.curl.serving import serve_once
from tests.formats.curl.test_posix import REQUESTS, build_request, wire

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126))


def through_cmd(line: str) -> str:
    """What cmd hands on of a line, typed in: it takes carets away, and acts on nothing behind one."""
    out, quote, at = "", False, 0
    while at < len(line):
        character = line[at]
        if character == "^" and not quote:
            at += 1
            out += line[at : at + 1]
        else:
            assert quote or character not in "&|<>()%!", f"cmd acts on {character} at {at}"
            quote ^= character == '"'
            out += character
        at += 1
    return out


def split_command_line(line: str) -> list[str]:
    """The words that a Windows program makes of its command line (CommandLineToArgvW)."""
    found, word, quote, at = [], "", False, 0
    while at < len(line):
        slashes = re.match(r"\\*", line[at:])
        count = len(slashes[0]) if slashes else 0
        at += count
        if line[at : at + 1] == '"':
            word += "\\" * (count // 2)
            if count % 2:
                word += '"'
            else:
                quote = not quote
            at += 1
            continue
        word += "\\" * count
        if at >= len(line):
            break
        if line[at] == " " and not quote:
            found.append(word)
            word = ""
        else:
            word += line[at]
        at += 1
    return [*found, word]


@given(PRINTABLE, PRINTABLE)
def test_cmd_hands_on_every_word_as_it_was(one: str, two: str) -> None:
    """Carets, quotation marks, percent signs and backslashes among them."""
    assert split_command_line(through_cmd(f"{quote(one)} {quote(two)}")) == [one, two]


def test_a_line_for_cmd_has_all_of_the_request() -> None:
    """In one line, the body in it where it fits."""
    request = build_request("POST", "/a?b=%20&c", ("X-Said", 'it\'s "so" & <not>'), body=b'{"a": "100%"}')
    line = command("r", request, Shell.CMD, masked=False)
    note, line = line.splitlines()
    assert note == "rem in a batch file, each % must be doubled"
    read = split_command_line(through_cmd(line))
    assert read[:2] == ["curl.exe", "http://api.example.com/a?b=%20&c"]
    assert 'X-Said: it\'s "so" & <not>' in read
    assert read[-2:] == ["--data-binary", '{"a": "100%"}']


@pytest.mark.parametrize("shell", [Shell.CMD, Shell.POWERSHELL])
@pytest.mark.parametrize("name", ["a binary body", "a body that names a file", "carriage returns"])
def test_what_does_not_fit_into_a_line_goes_through_a_file(name: str, shell: Shell) -> None:
    """As base64, which PowerShell makes bytes of."""
    line = command("r", REQUESTS[name], shell, masked=False)
    assert "@mws-body.bin" in line
    data = re.search(r"FromBase64String\('([^']*)'\)", line)
    assert data is not None
    assert base64.b64decode(data[1]) == REQUESTS[name].body


def test_a_line_that_is_too_long_for_cmd_says_so() -> None:
    line = command("r", REQUESTS["a large body"], Shell.CMD, masked=False)
    assert "rem the line is longer than cmd takes: --shell powershell" in line


def test_bytes_beyond_ascii_are_told() -> None:
    """What Windows makes of them depends on its settings."""
    for shell in (Shell.CMD, Shell.POWERSHELL):
        text = command("r", REQUESTS["a header of bytes"], shell, masked=False)
        assert "characters beyond ASCII" in text
        assert "Jos\xe9 ? 100" in text.replace("^", "")


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("name", ["head", "quotes", "dots and brackets", "a header without a value", "tabs"])
def test_curl_reads_the_configuration_that_powershell_gives_it(name: str) -> None:
    """The same request: PowerShell hands the text on as it is."""

    def run(request: Request) -> None:
        text = command("r", request, Shell.POWERSHELL, masked=False)
        inside = text[text.index("@'\n") + 3 : text.index("\n'@ | curl.exe --config -")]
        given = (inside + "\r\n").encode("ascii")
        subprocess.run(["curl", "--config", "-"], input=given, check=True, timeout=300, capture_output=True)

    request = {**REQUESTS, "tabs": build_request("POST", "/", body=b"a\tb\nc\n")}[name]
    assert serve_once(request, run) == wire(request)


def test_a_script_for_powershell_has_all_of_the_request() -> None:
    """One option a line, in a text that PowerShell doesn't look into."""
    request = Request(1, "POST", "http", "api.example.com", 80, "/", (("X-A", '"$b"'),), b"two\nlines")
    text = command("r", request, Shell.POWERSHELL, masked=True)
    assert text.startswith("# masked: ")
    body = text[text.index("@'\n") + 3 : text.index("\n'@ | curl.exe --config -")]
    assert 'header = "X-A: \\"$b\\""' in body.splitlines()
    assert body.splitlines()[-1] == 'data-binary = "two\\nlines"'
    assert not any(line.startswith("'@") for line in body.splitlines())
