"""TLS settings: read once for all runs of a process, and again when the environment asks for others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trustme

from runtime.world.http1.connection_pool import tls_settings


def test_runs_share_what_takes_long_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the file is another one, or says something else."""
    first, second = tmp_path / "first.pem", tmp_path / "second.pem"
    for file in (first, second):
        trustme.CA().cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(first))
    settings = tls_settings()
    assert tls_settings() is settings
    monkeypatch.setenv("SSL_CERT_FILE", str(second))
    assert tls_settings() is not settings
    monkeypatch.setenv("SSL_CERT_FILE", str(first))
    trustme.CA().cert_pem.write_to_path(first)
    os.utime(first, ns=(1, 1))
    assert tls_settings() is not settings
    subjects = [cert["serialNumber"] for cert in tls_settings().context(verify=True).get_ca_certs()]
    before = [cert["serialNumber"] for cert in settings.context(verify=True).get_ca_certs()]
    assert subjects != before
