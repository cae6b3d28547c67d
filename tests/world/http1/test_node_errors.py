"""Errors of the operating system, the resolver and OpenSSL in Node's words."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from runtime.model.http import Failure
from runtime.world.http1.node_errors import (
    connect_failure,
    handshake_failure,
    resolve_failure,
    stream_failure,
)


@pytest.mark.parametrize(
    ("number", "code", "nodes"),
    [
        (errno.ECONNREFUSED, "ECONNREFUSED", -111),
        (errno.EHOSTUNREACH, "EHOSTUNREACH", -113),
        (errno.ENETUNREACH, "ENETUNREACH", -101),
        (errno.ETIMEDOUT, "ETIMEDOUT", -110),
        (errno.ECONNRESET, "ECONNRESET", -104),
        (errno.EADDRNOTAVAIL, "EADDRNOTAVAIL", -99),
        (errno.EACCES, "EACCES", -13),
    ],
)
def test_no_connection_names_address_and_port(number: int, code: str, nodes: int) -> None:
    """With Linux's number, whatever the platform's is."""
    assert connect_failure(OSError(number, "any words"), "127.0.0.1", 80) == Failure(
        f"connect {code} 127.0.0.1:80", code, nodes, "connect", "127.0.0.1", 80
    )


def test_an_attempt_that_takes_too_long_has_timed_out() -> None:
    """asyncio's own timeout has no number."""
    assert connect_failure(TimeoutError(), "::1", 80).message == "connect ETIMEDOUT ::1:80"


def test_port_zero_is_left_out() -> None:
    failure = connect_failure(ConnectionRefusedError(errno.ECONNREFUSED, ""), "127.0.0.1", 0)
    assert (failure.message, failure.port) == ("connect ECONNREFUSED 127.0.0.1", None)


@pytest.mark.parametrize(
    ("name", "code", "number"),
    [
        ("EAI_NONAME", "ENOTFOUND", -3008),
        ("EAI_NODATA", "ENOTFOUND", -3007),
        ("EAI_AGAIN", "EAI_AGAIN", -3001),
        ("EAI_FAIL", "EAI_FAIL", -3004),
    ],
)
def test_a_name_without_address_is_named(name: str, code: str, number: int) -> None:
    if not hasattr(socket, name):
        pytest.skip(f"this platform has no {name}")
    error = socket.gaierror(getattr(socket, name), "any words")
    assert resolve_failure(error, "h.example.com") == Failure(
        f"getaddrinfo {code} h.example.com", code, number, "getaddrinfo", hostname="h.example.com"
    )


def test_a_name_that_can_not_be_one_is_not_found() -> None:
    """Python won't even ask for it."""
    assert resolve_failure(UnicodeError("label too long"), "h").code == "ENOTFOUND"


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionResetError(errno.ECONNRESET, ""), ("read ECONNRESET", "ECONNRESET", -104, "read")),
        (BrokenPipeError(errno.EPIPE, ""), ("write EPIPE", "EPIPE", -32, "write")),
        (OSError(errno.ETIMEDOUT, ""), ("read ETIMEDOUT", "ETIMEDOUT", -110, "read")),
    ],
)
def test_a_broken_connection_names_the_call(error: OSError, failure: tuple[str, str, int, str]) -> None:
    """Whether it read or wrote."""
    assert stream_failure(error) == Failure(*failure)


def certificate_error(code: int, words: str = "") -> ssl.SSLCertVerificationError:
    """What Python raises for a certificate that OpenSSL refuses with this code."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, words
    return error


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        (10, "CERT_HAS_EXPIRED", "certificate has expired"),
        (9, "CERT_NOT_YET_VALID", "certificate is not yet valid"),
        (18, "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
        (19, "SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
        (20, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    ],
)
def test_a_refused_certificate_has_nodes_code(number: int, code: str, message: str) -> None:
    """Node's message is OpenSSL's text, and nothing else is set."""
    assert handshake_failure(certificate_error(number), "h", 443) == Failure(message, code)


def test_an_unusual_refusal_keeps_its_words() -> None:
    """Node has no code for it either."""
    assert handshake_failure(certificate_error(94, "EE key too small"), "h", 443) == Failure(
        "EE key too small", "UNSPECIFIED"
    )


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (62, "Host: h.example.com. is not in the cert's altnames"),
        (64, "IP: h.example.com is not in the cert's list"),
    ],
)
def test_a_certificate_for_another_names_the_host(number: int, reason: str) -> None:
    """The script's own, not the certificate's."""
    failure = handshake_failure(certificate_error(number), "h.example.com", 443)
    assert failure.code == "ERR_TLS_CERT_ALTNAME_INVALID"
    assert failure.message == f"Hostname/IP does not match certificate's altnames: {reason}"
    assert failure.extra == {"reason": reason, "host": "h.example.com"}


def test_a_cut_handshake_says_so() -> None:
    """asyncio has no number for it."""
    failure = handshake_failure(ConnectionResetError(), "h", 443)
    text = "Client network socket disconnected before secure TLS connection was established"
    assert failure == Failure(text, "ECONNRESET", port=443, extra={"host": "h"})


def test_a_reset_handshake_is_a_reset() -> None:
    error = ConnectionResetError(errno.ECONNRESET, "")
    assert handshake_failure(error, "h", 443).message == "read ECONNRESET"


def test_another_protocol_is_a_protocol_error() -> None:
    """With OpenSSL's reason in small letters."""
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    assert handshake_failure(error, "h", 443) == Failure(
        "write EPROTO error:SSL routines::wrong version number", "EPROTO", -71, "write"
    )
