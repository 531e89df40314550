"""Files of policy tools as the real engine reads and writes them: in any encoding, what counts arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksarc_harden.model.statement import call
from aksarc_harden.model.values import bare
from aksarc_harden.targets.windows.audit_file import parse_audit_file, render_audit_file
from aksarc_harden.targets.windows.security_template import parse_template, render_template, rights_in
from aksarc_harden.transport.pooled_session import PooledSession
from tests.support.audit_backups import BACKUP, CREDENTIAL_VALIDATION, JAPANESE, PROCESS_CREATION

FLAGS = {CREDENTIAL_VALIDATION: ("Success", "Failure"), PROCESS_CREATION: ()}


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_an_audit_backup_is_read_in_any_encoding(session: PooledSession, tmp_path: Path, codec: str) -> None:
    """A mark counts; without one words are lost, and neither GUIDs, numbers nor commas are."""
    file = tmp_path / "audit.csv"
    file.write_bytes(JAPANESE.encode(codec))
    answer = session.run(call("Get-Content", LiteralPath=str(file), Raw=True))
    assert parse_audit_file(str(bare(answer.output[0]))).flags() == FLAGS


def test_an_audit_file_is_written_to_the_byte(session: PooledSession, tmp_path: Path) -> None:
    """In ASCII, without a mark, and with nothing after its last line."""
    file = tmp_path / "audit.csv"
    text = render_audit_file(parse_audit_file(BACKUP))
    session.run(call("Set-Content", LiteralPath=str(file), Value=text, Encoding="Ascii", NoNewline=True, Confirm=False))
    assert file.read_bytes() == BACKUP.encode("ascii")


def test_a_template_is_written_and_read_as_unicode(session: PooledSession, tmp_path: Path) -> None:
    """With its mark, as the tool wants it, and back again."""
    file = tmp_path / "policy.inf"
    text = render_template({"SeTcbPrivilege": ("ユーザー",)}, {"System Access": {"NewGuestName": '"Gäste"'}})
    session.run(call("Set-Content", LiteralPath=str(file), Value=text, Encoding="Unicode", Confirm=False))
    assert file.read_bytes().startswith(b"\xff\xfe[\0U\0")
    answer = session.run(call("Get-Content", LiteralPath=str(file), Raw=True, Encoding="Unicode"))
    template = parse_template(str(bare(answer.output[0])))
    assert rights_in(template) == {"setcbprivilege": ("ユーザー",)}
    assert template.section("System Access") == {"newguestname": '"Gäste"'}


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_a_template_in_another_encoding_is_no_template(session: PooledSession, tmp_path: Path, codec: str) -> None:
    """What was not written as UTF-16 is refused as a whole, and never read as an empty policy."""
    file = tmp_path / "policy.inf"
    file.write_bytes(render_template({"SeTcbPrivilege": ("S-1-5-18",)}).encode(codec))
    answer = session.run(call("Get-Content", LiteralPath=str(file), Raw=True, Encoding="Unicode"))
    with pytest.raises(ValueError, match="section"):
        parse_template(str(bare(answer.output[0])))
