"""The one place through which everything that is shown or written passes: secrets end here.

It learns secrets from what crosses, masks each entry, and hands the masked one to the recording, to
the transcript that faces render, and to whoever watches.
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
    """The conversation as it may be shown: each entry with stand-ins for the secrets known by then.

    The recording, every face and the report share it. It isn't made of the session's transcript afterwards:
    more secrets would be known, and a report would have other stand-ins than the recording.
    """

    secrets: Secrets
    recorder: Recorder | None = None
    watch: Watch | None = None
    entries: list[Entry] = field(default_factory=list)
    transcript: Transcript = field(default_factory=Transcript)
    _headers: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _over: bool = False

    def take(self, entry: Entry) -> Entry | None:
        """Note one entry of the conversation; the answer is what was noted, masked.

        Raises RecordingFull, or TooManySecrets and notes no more: None from then on.
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
    """An entry with stand-ins for its secrets."""
    if isinstance(entry.what, Received):
        return Entry(entry.seq, entry.t, redact_received(entry.what, secrets))
    return redact(entry, secrets)
