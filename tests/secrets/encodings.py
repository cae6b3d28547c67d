"""What a secret may be dressed as when it comes back."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

Encode = Callable[[str], str]


def _of_base64(text: str, before: str = "", after: str = "") -> str:
    return base64.b64encode(f"{before}{text}{after}".encode()).decode()


def _lower_percent(text: str) -> str:
    first, *more = quote(text, safe="").split("%")
    return "%".join([first, *(part[:2].lower() + part[2:] for part in more)])


ENCODINGS: dict[str, Encode] = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "percent, lower case": _lower_percent,
    "percent, every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "component": lambda text: quote(text, safe="-_.!~*'()"),
    "address": lambda text: quote(text, safe="-_.!~*'();,/?:@&=+$#"),
    "component, twice": lambda text: quote(quote(text, safe="-_.!~*'()"), safe="-_.!~*'()"),
    "form": quote_plus,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, as it is": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps({"x": text})),
    "HTML": html.escape,
    "hex": lambda text: text.encode().hex(),
    "hex, upper case": lambda text: text.encode().hex().upper(),
    "turned around": lambda text: text[::-1],
    "upper case": str.upper,
    "lower case": str.lower,
    "base64": _of_base64,
    "base64 of a pair": lambda text: _of_base64(text, "ada:"),
    "base64 of a user": lambda text: _of_base64(text, after=":x"),
    "base64, one in front": lambda text: _of_base64(text, "x", " more"),
    "base64, two in front": lambda text: _of_base64(text, "xy", " more"),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(f"x{text}".encode()).decode().rstrip("="),
    "UTF-16 in base64": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
}
