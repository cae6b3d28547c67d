"""Masks all entries: everything that is shown or written passes through here.

It learns secrets from each entry, masks it, and passes the masked entry to the recording, to the transcript
that faces show, and to `watch`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from runtime.model.commands import Finish, Log, SendRequest, Throw
from runtime.model.events import Received, Responded
from runtime.runs.recorder import Recorder
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.redact import Mask, redact, redact_received
from runtime.session.transcript import Entry, Transcript

Watch = Callable[[Entry], None]


@dataclass(slots=True)
class MaskedLog:
    """The entries as they can be shown: each is masked with the secrets that are known by then.

    The recording, every face and the report share it. It is not made from the session's transcript after the
    run: then more secrets would be known, and a report would have other stand-ins than the recording.
    """

    secrets: Secrets
    recorder: Recorder | None = None
    watch: Watch | None = None
    entries: list[Entry] = field(default_factory=list)
    transcript: Transcript = field(default_factory=Transcript)
    _headers: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _over: bool = False

    def take(self, entry: Entry) -> Entry | None:
        """Take in an entry. Returns the masked entry.

        Raises RecordingFull, or TooManySecrets; after that it takes no more and returns None.
        """
        if self._over:
            return None
        masked = entry if self.secrets.idle else self._mask(entry)
        self.entries.append(masked)
        self.transcript.add(masked)
        if self.watch is not None:
            self.watch(masked)
        if self.recorder is not None:
            self.recorder.take(masked)
        return masked

    def _mask(self, entry: Entry) -> Entry:
        try:
            self.learn(entry)
        except TooManySecrets:
            self._over = True
            raise
        return mask_entry(entry, self.secrets)

    def learn(self, entry: Entry) -> None:
        """Learn an entry's secrets. Raises TooManySecrets."""
        match entry.what:
            case SendRequest(request):
                self.secrets.learn_request(request)
            case Log(_, text) | Throw(text) | Finish(text):
                self.secrets.learn_text(text)
            case Responded(request, _, _, headers):
                self._headers[request] = headers
                self.secrets.learn_response(headers, b"")
            case Received(request, body, trailers, decoded):
                headers = (*self._headers.get(request, ()), *trailers)
                self.secrets.learn_response(headers, body if decoded is None else decoded)
            case _:
                pass


def mask_entry(entry: Entry, secrets: Mask) -> Entry:
    """The entry, masked."""
    if isinstance(entry.what, Received):
        return Entry(entry.seq, entry.t, redact_received(entry.what, secrets))
    return redact(entry, secrets)
