"""Errors of sockets, resolver and TLS in the words of Node 20, as a script reads them in `error.message` and
`error.code`. The numbers are those of Node on Linux, where MyWorkspace runs, on every platform.
"""

from __future__ import annotations

import errno
import socket
import ssl

from runtime.model.egress.denial import Denial
from runtime.model.http import Failure


class ExchangeError(Exception):
    """An exchange failed. `failure` is Node's error; `denial` is the reason if it was denied."""

    def __init__(self, failure: Failure, denial: Denial | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.denial = denial


class TruncatedError(Exception):
    """An answer ended too early, or changed the protocol. In Node nothing more happens then."""


class OversizedError(Exception):
    """An answer is larger than allowed; the text is a sentence about it."""


# Linux's numbers. Windows has others under the same names, with WSA in front.
_ERRNO = {
    "EPERM": -1,
    "EINTR": -4,
    "EIO": -5,
    "EBADF": -9,
    "ENOMEM": -12,
    "EACCES": -13,
    "EINVAL": -22,
    "ENFILE": -23,
    "EMFILE": -24,
    "EPIPE": -32,
    "EPROTO": -71,
    "EAFNOSUPPORT": -97,
    "EADDRINUSE": -98,
    "EADDRNOTAVAIL": -99,
    "ENETDOWN": -100,
    "ENETUNREACH": -101,
    "ECONNABORTED": -103,
    "ECONNRESET": -104,
    "ENOBUFS": -105,
    "ENOTCONN": -107,
    "ETIMEDOUT": -110,
    "ECONNREFUSED": -111,
    "EHOSTDOWN": -112,
    "EHOSTUNREACH": -113,
}

# libuv's numbers for getaddrinfo; Node reports both NODATA and NONAME as ENOTFOUND.
_RESOLVER = {
    "EAI_ADDRFAMILY": ("EAI_ADDRFAMILY", -3000),
    "EAI_AGAIN": ("EAI_AGAIN", -3001),
    "EAI_BADFLAGS": ("EAI_BADFLAGS", -3002),
    "EAI_FAIL": ("EAI_FAIL", -3004),
    "EAI_FAMILY": ("EAI_FAMILY", -3005),
    "EAI_MEMORY": ("EAI_MEMORY", -3006),
    "EAI_NODATA": ("ENOTFOUND", -3007),
    "EAI_NONAME": ("ENOTFOUND", -3008),
    "EAI_SERVICE": ("EAI_SERVICE", -3010),
    "EAI_SOCKTYPE": ("EAI_SOCKTYPE", -3011),
}

# OpenSSL's verify results (x509_vfy.h) as Node names them. Python stops at the first problem of a chain,
# Node reports the last one; and for a certificate whose issuer is unknown that is 21 after 20, unless
# the server sent an intermediate too, which can't be seen from here.
_CERTIFICATE = {
    2: ("UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
    7: ("CERT_SIGNATURE_FAILURE", "certificate signature failure"),
    9: ("CERT_NOT_YET_VALID", "certificate is not yet valid"),
    10: ("CERT_HAS_EXPIRED", "certificate has expired"),
    18: ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    19: ("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"),
    20: ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    21: ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
    22: ("CERT_CHAIN_TOO_LONG", "certificate chain too long"),
    23: ("CERT_REVOKED", "certificate revoked"),
    24: ("INVALID_CA", "invalid CA certificate"),
    25: ("PATH_LENGTH_EXCEEDED", "path length constraint exceeded"),
    26: ("INVALID_PURPOSE", "unsuitable certificate purpose"),
    27: ("CERT_UNTRUSTED", "certificate not trusted"),
    28: ("CERT_REJECTED", "certificate rejected"),
}
_WRONG_HOST, _WRONG_IP = 62, 64

HANG_UP = Failure("socket hang up", "ECONNRESET")


def connect_failure(error: OSError, address: str, port: int) -> Failure:
    """The failure to connect to an address: `connect ECONNREFUSED 127.0.0.1:80`."""
    code, number = _code_and_number(error)
    place = f"{address}:{port}" if port else address  # Node leaves out port 0
    return Failure(f"connect {code} {place}", code, number, "connect", address=address, port=port or None)


def resolve_failure(error: OSError | UnicodeError, hostname: str) -> Failure:
    """The failure to resolve a name: `getaddrinfo ENOTFOUND h`. An impossible name is not found either."""
    code, number = _RESOLVER["EAI_NONAME"]
    for name, words in _RESOLVER.items():
        if isinstance(error, OSError) and getattr(socket, name, None) == error.errno:
            code, number = words
            break
    return Failure(f"getaddrinfo {code} {hostname}", code, number, "getaddrinfo", hostname=hostname)


def stream_failure(error: OSError) -> Failure:
    """The failure of an open connection: `read ECONNRESET`, `write EPIPE`."""
    if isinstance(error, ssl.SSLError):
        return _protocol_failure(error)
    code, number = _code_and_number(error)
    syscall = "write" if code == "EPIPE" else "read"
    return Failure(f"{syscall} {code}", code, number, syscall)


def handshake_failure(error: OSError, host: str, port: int) -> Failure:
    """The failure of a TLS handshake: an untrusted certificate, another protocol, a closed connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_failure(error, host)
    if isinstance(error, ssl.SSLEOFError) or (error.errno is None and _is_cut(error)):
        text = "Client network socket disconnected before secure TLS connection was established"
        return Failure(text, "ECONNRESET", port=port, extra={"host": host})
    return stream_failure(error)


def wrong_name(host: str, *, ip: bool = False) -> Failure:
    """The failure for a certificate with another name. Node lists its names; Python doesn't give them."""
    reason = f"IP: {host} is not in the cert's list" if ip else f"Host: {host}. is not in the cert's altnames"
    return Failure(
        f"Hostname/IP does not match certificate's altnames: {reason}",
        "ERR_TLS_CERT_ALTNAME_INVALID",
        extra={"reason": reason, "host": host},
    )


def _is_cut(error: OSError) -> bool:
    return isinstance(error, ConnectionError) and not isinstance(error, ssl.SSLError)


def _certificate_failure(error: ssl.SSLCertVerificationError, host: str) -> Failure:
    if error.verify_code in {_WRONG_HOST, _WRONG_IP}:
        return wrong_name(host, ip=error.verify_code == _WRONG_IP)
    code, text = _CERTIFICATE.get(
        error.verify_code, ("UNSPECIFIED", error.verify_message or "certificate verify failed")
    )
    return Failure(text, code)


def _protocol_failure(error: ssl.SSLError) -> Failure:
    reason = (error.reason or "unknown error").replace("_", " ").lower()
    # Node's text also has a thread's address and a line of OpenSSL's source, which change.
    text = f"write EPROTO error:SSL routines::{reason}"
    return Failure(text, "EPROTO", _ERRNO["EPROTO"], "write")


def _code_and_number(error: OSError) -> tuple[str, int | None]:
    """Node's code and number for an error of the operating system; ECONNRESET if it has no number."""
    if isinstance(error, TimeoutError) and error.errno is None:
        return "ETIMEDOUT", _ERRNO["ETIMEDOUT"]
    name = errno.errorcode.get(error.errno or 0, "ECONNRESET").removeprefix("WSA")
    return name, _ERRNO.get(name)
