"""A wrong profile is one error with file, line and cure and exit code 1, before any host is connected to."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.closed_site import make_closed_site
from tests.support.command_line import invoke

HEAD = 'title = "Own"\nextends = "aks-host"\n'
WAIVER = '[[waivers]]\ncontrol = "windows.lsa.no_lm_hash"\nreason = "r"\nowner = "o"\nuntil = 2027-01-31\n'


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen where the site's one host is said to be, so that a connection would be seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


WRONG = [
    (HEAD + 'controls = ["windows.lsb"]\n', 3, "no control is named windows.lsb (did you mean windows.lsa?)"),
    (HEAD + '[want]\n"windows.uac.inactivity" = 1\n', 4, "no control is named windows.uac.inactivity"),
    (HEAD + '[want]\n"windows.lsa.no_lm_hash" = 2\n', 4, "is outside of what the control accepts (accepted: 1)"),
    (HEAD + '[want]\n"windows.lsa.no_lm_hash" = "1"\n', 4, "is of the wrong type (it must be a whole number)"),
    (HEAD + WAIVER.replace('reason = "r"\n', ""), 3, "waivers[0].reason is missing (add it)"),
    (HEAD + WAIVER.replace("2027-01-31", "2027-02-30"), 7, "broken TOML"),
    (HEAD + WAIVER.replace("2027-01-31", "soon"), 7, "broken TOML"),
    (HEAD.replace("aks-host", "own"), 2, "profiles extend each other in a circle: own → own (break it)"),
    ('title = "Own"\n[choose]\nbenchmark = "CIS"\nlevels = ["L9"]\n', 4, "is none of the words allowed"),
    ('title = "Own"\nextends = "stig-ws2022"\n', None, "(say the SIDs: aksarc_domain: {sid: S-1-5-21-…"),
]


@pytest.mark.parametrize(("profile", "line", "said"), WRONG, ids=[case[2][:40] for case in WRONG])
@pytest.mark.parametrize("verb", ["audit", "harden"])
def test_a_wrong_profile_stops_everything(
    tmp_path: Path, listener: socket.socket, verb: str, profile: str, line: int | None, said: str
) -> None:
    """One sentence that begins with file and line and ends with a cure; nothing is written and nobody is asked."""
    site = make_closed_site(tmp_path / "closed", listener.getsockname()[1])
    (site / "profiles").mkdir()
    (site / "profiles" / "own.toml").write_text(profile, encoding="utf-8")

    done = invoke(verb, "--site", str(site), "--profile", "own", XDG_STATE_HOME=str(tmp_path / "state"))

    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    place = "group_vars/all/site.yml:1" if line is None else f"profiles/own.toml:{line}"
    assert re.fullmatch(rf"{re.escape(str(site))}/{place}: .+ \(.+\)\n", done.stderr), done.stderr
    assert not (tmp_path / "state").exists()
    with pytest.raises(BlockingIOError):
        listener.accept()
