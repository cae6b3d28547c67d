"""The size of what a compressed body unfolds to, counted while it comes."""

from __future__ import annotations

import gzip
import zlib

import pytest

from runtime.world.http1.decoded_size import DecodedSize
from runtime.world.http1.decoding import TooLarge

CONTENT = bytes(100_000)
BODIES = {
    "gzip": ("gzip", gzip.compress(CONTENT)),
    "zlib": ("deflate", zlib.compress(CONTENT)),
    "raw deflate": ("deflate", zlib.compress(CONTENT)[2:-4]),
}


def add_all(size: DecodedSize, packets: list[bytes]) -> None:
    for packet in packets:
        size.add(packet)


@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("step", [7, 1_000])
def test_a_body_may_be_as_large_as_the_limit(form: str, step: int) -> None:
    """In packets of whatever size; a byte more is too large."""
    coding, body = BODIES[form]
    packets = [body[at : at + step] for at in range(0, len(body), step)]
    add_all(DecodedSize(coding, len(CONTENT)), packets)
    with pytest.raises(TooLarge):
        add_all(DecodedSize(coding, len(CONTENT) - 1), packets)


def test_a_body_that_is_not_compressed_counts_no_further() -> None:
    """What decodes it reports that."""
    size = DecodedSize("gzip", 1)
    size.add(b"this is no gzip at all")
    size.add(gzip.compress(b"nor is this read any more"))
    assert size._size == 0
