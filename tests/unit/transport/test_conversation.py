"""What a pool says: a statement with a secret anywhere in it needs a session key first."""

from __future__ import annotations

import pytest

from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, Credential, Secret, Table, WireValue
from aksarc_harden.transport.conversation import needs_key

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
