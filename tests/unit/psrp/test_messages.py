"""A message's header says who, what and for which pipeline."""

from __future__ import annotations

from uuid import UUID

import pytest

from aksarc_harden.errors import ProtocolError
from aksarc_harden.psrp.messages import Destination, Message, MessageType, pack, type_name, unpack

POOL, PIPELINE = UUID(int=1), UUID(int=2)


def test_a_message_has_the_published_layout() -> None:
    """Destination and type little-endian, two GUIDs as .NET writes them, a mark, the text: [MS-PSRP] 2.2.1."""
    data = pack(Message(Destination.CLIENT, MessageType.PIPELINE_OUTPUT, POOL, PIPELINE, b"<Nil />"))
    assert data[:8] == bytes.fromhex("01000000 04100400")
    assert data[8:24] == POOL.bytes_le
    assert data[24:40] == PIPELINE.bytes_le
    assert data[40:] == b"\xef\xbb\xbf<Nil />"


@pytest.mark.parametrize("body", [b"", b"<S>a</S>"])
@pytest.mark.parametrize("pipeline", [None, PIPELINE])
def test_a_message_reads_as_it_was_written(body: bytes, pipeline: UUID | None) -> None:
    """The mark is no part of the body, a zero pipeline id is none."""
    message = Message(Destination.SERVER, MessageType.PIPELINE_INPUT, POOL, pipeline, body)
    assert unpack(pack(message)) == message


def test_an_empty_body_has_no_mark() -> None:
    """END_OF_PIPELINE_INPUT and a null output are a header alone."""
    assert len(pack(Message(Destination.SERVER, MessageType.END_OF_PIPELINE_INPUT, POOL, PIPELINE, b""))) == 40


def test_an_unknown_type_is_kept_as_its_number() -> None:
    """Later versions may send more; it has a name for people."""
    message = unpack(pack(Message(Destination.CLIENT, 0x00099999, POOL, None, b"")))
    assert message.type == 0x00099999
    assert type_name(message.type) == "0x00099999"
    assert type_name(MessageType.PIPELINE_STATE) == "PIPELINE_STATE"


@pytest.mark.parametrize("data", [b"", b"\x01" * 39, bytes(40), bytes.fromhex("03000000") + bytes(36)])
def test_a_malformed_header_is_a_protocol_error(data: bytes) -> None:
    """Too short, or for nobody."""
    with pytest.raises(ProtocolError):
        unpack(data)
