"""A pool's conversation: secrets need a key first, and there is an end to what a host says."""

from __future__ import annotations

from uuid import uuid4

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, Credential, Secret, Table, WireValue
from aksarc_harden.psrp.fragments import Fragmenter
from aksarc_harden.psrp.messages import Destination, Message, MessageType, pack
from aksarc_harden.transport.conversation import Conversation, needs_key
from aksarc_harden.transport.pipeline import Pipeline, Seen

SECRET = Secret("hidden")


@pytest.mark.parametrize(
    "value",
    [
        SECRET,
        Credential("u", SECRET),
        [1, SECRET],
        Bag({"a": [SECRET]}),
        Table(((1, SECRET),)),
        (Table(((SECRET, 1),)),),
    ],
)
def test_a_secret_is_found_however_deep(value: WireValue) -> None:
    """As an argument, and as an input object."""
    assert needs_key([call("Write-Output", InputObject=1), call("Write-Output", InputObject=value)])
    assert needs_key([Statement(call("Out-Null").commands, ("a", value))])


def test_other_values_need_no_key() -> None:
    """No exchange is made for nothing."""
    assert not needs_key([call("Write-Output", InputObject=[1, "text", None, Bag({"a": b"x"})])])


def test_what_runs_at_once_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that never stops ends in an error; what is asked later is counted anew."""
    conversation, pipeline = Conversation(), Pipeline(Seen())
    message = Message(Destination.CLIENT, MessageType.USER_EVENT, conversation.client.id, None, b"")
    data = b"".join(Fragmenter().cut(pack(message)))
    monkeypatch.setattr("aksarc_harden.transport.conversation.MOST_BYTES", 2 * len(data))
    one, other = uuid4(), uuid4()
    conversation.follow(one, pipeline)
    conversation.receive(data)
    conversation.follow(other, pipeline)
    conversation.receive(data)
    with pytest.raises(ProtocolError, match="what runs at once"):
        conversation.receive(data)
    conversation.forget(one)
    conversation.forget(other)
    conversation.follow(one, pipeline)
    conversation.receive(data)
