"""What one pipeline gives back: input objects, secrets, large values, failures, on a real engine over each carrier."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.answer import Answer, CauseCode
from aksarc_harden.model.statement import Statement, call
from aksarc_harden.model.values import Bag, Byte, Credential, Int64, Secret, Table, UInt32, UInt64, WireValue
from aksarc_harden.transport.pooled_session import PooledSession


def echo(value: WireValue) -> Statement:
    """Write a statement that gives its argument back."""
    return call("Write-Output", InputObject=value, NoEnumerate=True)


def test_many_input_objects_are_one_pipeline(session: PooledSession) -> None:
    """Hundreds of input objects come back in order, for a handful of requests."""
    objects = tuple(Bag({"Name": f"n{number}", "Value": number}) for number in range(700))
    answer = session.run(Statement(call("Select-Object", ExpandProperty="Name").commands, objects))
    assert answer == Answer(tuple(f"n{number}" for number in range(700)))


def test_failing_input_objects_leave_the_others_alone(session: PooledSession) -> None:
    """Each input that fails is one error record, the others are done."""
    inputs = tuple(Bag({"LiteralPath": path}) for path in ("/", "/no/such/1", "/tmp", "/no/such/2"))
    answer = session.run(
        Statement((call("Get-Item") | call("Select-Object", ExpandProperty="FullName")).commands, inputs)
    )
    assert answer.output == ("/", "/tmp")
    assert [error.target for error in answer.errors] == ["/no/such/1", "/no/such/2"]
    assert not answer.failed
    assert answer.lost is None


def test_a_terminating_error_is_a_failed_answer(session: PooledSession) -> None:
    """A single pipeline that fails says so, with its record last, and is not lost."""
    answer = session.run(call("Get-NoSuchThing"))
    assert answer.failed
    assert answer.lost is None
    assert answer.errors[-1].id == "CommandNotFoundException"
    assert session.run(echo(1)) == Answer((1,))


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "ひらがな 𠮷 ä", "_x0041_", "a\r\nb\tc\u0001", "\U0001f600", 0, -1, 2**31 - 1, UInt32(0x80000000),
        Int64(2**40), UInt64(2**63), Byte(200), 1.5, True, False, None, b"\x00\xff", b"",
    ],
)  # fmt: skip
def test_values_come_back_as_they_went(session: PooledSession, value: WireValue) -> None:
    """What is sent as an argument arrives as that value of that type, and comes back so."""
    answer = session.run(echo(value))
    assert answer.output == (value,)
    assert type(answer.output[0]) is type(value)


def test_tables_and_lists_come_back(session: PooledSession) -> None:
    """Dictionaries keep their entries, lists their order."""
    table = Table((("Name", "a"), ("Values", (1, "two", None))))
    answer = session.run(echo(table))
    back = answer.output[0]
    assert isinstance(back, Table)
    assert back.get("Name") == "a"
    assert list(back.get("Values")) == [1, "two", None]  # type: ignore[arg-type]


def test_secrets_travel_under_a_session_key(session: PooledSession) -> None:
    """A secret and a credential arrive and come back; nothing shows them."""
    secret, credential = Secret("pä$$ 𠮷"), Credential("user", Secret("other"))
    answers = [session.run(echo(value)) for value in (secret, credential)]
    assert answers[0].output == (secret,)
    assert isinstance(answers[1].output[0], Credential)
    assert "pä$$" not in repr(answers)
    assert "other" not in repr(answers)


def test_secrets_as_input_objects_travel_too(session: PooledSession) -> None:
    """The key is exchanged before the first input object."""
    fed = Statement(call("ForEach-Object", MemberName="Length").commands, (Secret("12345"), Secret("123")))
    assert session.run(fed) == Answer((5, 3))


def test_an_answer_of_five_megabytes_arrives(session: PooledSession) -> None:
    """A large property is one answer like any other."""
    answer = session.run(call("Invoke-Expression", Command="'x' * 5MB"))
    assert answer.output == ("x" * 5 * 1024 * 1024,)


def test_an_argument_of_more_than_a_megabyte_arrives(session: PooledSession) -> None:
    """What does not fit one envelope follows in others."""
    text = "0123456789äöü" * 115_000
    answer = session.run(Statement((echo(text) | call("ForEach-Object", MemberName="Length")).commands))
    assert answer == Answer((len(text),))


def test_what_the_engine_could_not_read_is_not_sent(session: PooledSession) -> None:
    """A value that would hang or get lost is refused, and the session goes on."""
    deep: WireValue = "end"
    for _ in range(60):
        deep = (deep,)
    before = session.traffic.requests
    with pytest.raises(UnwritableError):
        session.run(echo(deep))
    with pytest.raises(UnwritableError):  # not even the statements of batches before it
        session.read([*[(echo(1),)] * 400, (echo(deep),)])
    assert session.traffic.requests == before
    assert session.run(echo(1)) == Answer((1,))


def test_an_unreadable_output_keeps_its_place(session: PooledSession) -> None:
    """Output of a kind that nobody can read loses its own statement's answer only."""
    odd = call("Invoke-Expression", Command="[char]0xFFFF + 'a'")
    first, second, third = session.read([(echo(1),), (odd,), (echo(3),)])
    assert (first, third) == ((Answer((1,)),), (Answer((3,)),))
    assert second[0].lost is None or second[0].lost.code is CauseCode.VALUE_UNDECODABLE
