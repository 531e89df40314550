"""How a policy tool's export reaches its file, spoiled where a disturbance says so."""

from __future__ import annotations

from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.providers.encodings import ANSI, UTF16, decode


def write_export(host: SimulatedHost, program: str, path: str, content: bytes) -> None:
    """Write what a program exports; `disturbances.FORMS` has the ways in which it may be spoiled."""
    form = host.disturbances.spoiled(program)
    host.state.written.add("files")
    if form == "absent":
        return
    if form == "empty":
        content = b""
    elif form == "cut":
        content = content[: len(content) // 2 & ~1]
    elif form == "re-encoded":
        text = decode(content, ANSI, host.machine.code_page)
        content = text.encode("utf-8" if content.startswith(UTF16.mark) else "utf-16-le")
    host.state.files.write(path, content)
