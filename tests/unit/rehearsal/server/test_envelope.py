from __future__ import annotations

import pytest

from aksarc_harden.rehearsal.server.envelope import EnvelopeError, duration_seconds, parse_request
from tests.support.wsman import POWERSHELL, envelope, receive_body


def test_a_request_says_what_is_asked_of_which_shell() -> None:
    """Action, ids, time limit and selectors are read from the header, elements from the body."""
    request = parse_request(
        envelope("Receive", receive_body(), shell="abc", message_id="uuid:1", timeout="PT20S"),
        "CORP\\user",
        "127.0.0.1",
    )
    assert (request.action, request.message_id, request.shell_id) == ("Receive", "uuid:1", "ABC")
    assert (request.resource_uri, request.timeout_seconds, request.max_envelope) == (POWERSHELL, 20.0, 153600)
    assert request.find("rsp:Receive/rsp:DesiredStream") is not None


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"no xml",
        b"<a>",
        b"<a/>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="nothing"?><a/>',
        b'<!DOCTYPE a [<!ENTITY x "y">]>' + envelope("Receive"),
    ],
)
def test_what_is_no_envelope_is_refused(sent: bytes) -> None:
    """Broken XML, another document and a document type end in one error."""
    with pytest.raises(EnvelopeError):
        parse_request(sent, "", "")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("PT20S", 20), ("PT0.5S", 0.5), ("PT1M", 60), ("P1DT2H", 93600), ("PT7200.000S", 7200)]
    + [(text, 60) for text in ("", "P", "PT", "20", "PT-1S", "P1Y")],
)
def test_durations(text: str, seconds: float) -> None:
    """Days to seconds are read; what is no duration counts as the default."""
    assert duration_seconds(text) == seconds
