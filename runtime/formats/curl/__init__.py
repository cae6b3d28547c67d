"""A recorded request as a command line of curl's, for the shell of a POSIX system or of Windows. No I/O."""

from __future__ import annotations

from enum import StrEnum

from runtime.formats.curl import windows
from runtime.formats.curl.options import options
from runtime.formats.curl.posix import sh
from runtime.model.http import Request


class Shell(StrEnum):
    """Whose quoting."""

    SH = "sh"
    CMD = "cmd"
    POWERSHELL = "powershell"


_WRITERS = {Shell.SH: sh, Shell.CMD: windows.cmd, Shell.POWERSHELL: windows.powershell}


def command(where: str, request: Request, shell: Shell, *, masked: bool) -> str:
    """The command line that sends the same request, with what there is to know of it as comments above.

    `masked` tells whether stand-ins may be in it. Raises BadInput naming `where` for a request that no
    command line can send.
    """
    return _WRITERS[shell](options(where, request, masked=masked))
