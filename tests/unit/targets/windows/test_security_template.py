"""Security templates: read strictly, written for exactly the rights that change."""

from __future__ import annotations

import pytest

from aksarc_harden.errors import UnwritableError
from aksarc_harden.targets.windows.security_template import (
    TemplateError,
    parse_template,
    render_template,
    rights_in,
)

EXPORT = """\ufeff[Unicode]\r
Unicode=yes\r
[System Access]\r
NewAdministratorName = "Administrator"\r
[Registry Values]\r
MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon\\CachedLogonsCount=1,"10"\r
[Privilege Rights]\r
SeNetworkLogonRight = *S-1-1-0,*S-1-5-32-544, *S-1-5-32-545\r
SeShutdownPrivilege=*S-1-5-32-544\r
SeDenyNetworkLogonRight = Guest,ユーザー\r
SeTcbPrivilege =\r
[Version]\r
signature="$CHICAGO$"\r
Revision=1\r
"""


def parse_rights(text: str) -> dict[str, tuple[str, ...]]:
    """Read the rights of a text."""
    return rights_in(parse_template(text))


def test_an_export_says_who_holds_which_right() -> None:
    """SIDs lose their star, local accounts keep their name, blanks do not count, and nobody is nobody."""
    assert parse_rights(EXPORT) == {
        "senetworklogonright": ("S-1-1-0", "S-1-5-32-544", "S-1-5-32-545"),
        "seshutdownprivilege": ("S-1-5-32-544",),
        "sedenynetworklogonright": ("Guest", "ユーザー"),
        "setcbprivilege": (),
    }


def test_sections_and_keys_are_found_in_any_case() -> None:
    """A value keeps its own case and its equals signs."""
    template = parse_template(EXPORT + '[More]\nKey="a=b" \n')
    section = template.section("MORE")
    assert section == {"key": '"a=b"'}
    assert template.section("Kerberos Policy") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SeTcbPrivilege = *S-1-5-18\n" + EXPORT, 1),
        ("[Privilege Rights\n" + EXPORT, 1),
        ("[ ]\n" + EXPORT, 1),
        (EXPORT + "[Privilege Rights]\nSeTcbPrivilege =\n", 15),
        (EXPORT + "Revision=2\n", 15),
        (EXPORT + "nonsense\n", 15),
        (EXPORT + "=value\n", 15),
    ],
)
def test_what_is_no_template_is_refused_with_its_line(text: str, line: int) -> None:
    """Nothing is skipped: a half-read policy would look like one in which nobody has a right."""
    with pytest.raises(TemplateError) as refused:
        parse_rights(text)
    assert refused.value.line == line


def test_a_registry_value_with_line_breaks_is_no_error() -> None:
    """A legal notice may span lines; what looks like a section in it is refused as one given twice."""
    notice = 'MACHINE\\X\\LegalNoticeText=1,"first\r\n\r\nno key and value\r\n=x"\r\n[Privilege Rights]'
    assert parse_rights(EXPORT.replace("[Privilege Rights]", notice)) == parse_rights(EXPORT)
    with pytest.raises(TemplateError, match="twice"):
        parse_rights(EXPORT.replace("[Privilege Rights]", f"{notice}\r\nSeTcbPrivilege=*S-1-1-0\r\n[Privilege Rights]"))


def test_a_template_sets_policies_beside_rights() -> None:
    """Sections of policies come before the rights, each line as it was given."""
    text = render_template({"SeTcbPrivilege": ()}, {"System Access": {"NewGuestName": '"Gast"'}})
    template = parse_template(text)
    assert template.section("System Access") == {"newguestname": '"Gast"'}
    assert rights_in(template) == {"setcbprivilege": ()}
    assert "[Privilege Rights]" not in render_template({}, {"System Access": {"NewGuestName": '"Gast"'}})


@pytest.mark.parametrize(("key", "value"), [("", "1"), ("A B", "1"), ("A]", "1"), ("Key", ""), ("Key", "1\r\nX = 2")])
def test_a_policy_that_the_file_cannot_carry_is_refused(key: str, value: str) -> None:
    """Neither a key nor a value adds a line."""
    with pytest.raises(UnwritableError):
        render_template({}, {"System Access": {key: value}})


def test_every_text_that_was_cut_short_is_refused() -> None:
    """Wherever an export ends too early, it is an error and never fewer rights."""
    end = EXPORT.index('$"\r\nRevision')
    for length in range(end):
        with pytest.raises(TemplateError):
            parse_rights(EXPORT[:length])


def test_an_export_without_rights_is_refused() -> None:
    """An export of another area says nothing about rights."""
    with pytest.raises(TemplateError, match="no section Privilege Rights"):
        parse_rights('[Version]\nsignature="$CHICAGO$"\n')


def test_a_template_sets_the_given_rights_and_no_others() -> None:
    """SIDs get a star, names stay bare, and a right that shall be nobody's is listed with nothing."""
    text = render_template({"SeTcbPrivilege": (), "SeDenyNetworkLogonRight": ("S-1-5-32-546", "Guest", "Power User")})
    assert text == (
        '[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Privilege Rights]\r\n'
        "SeTcbPrivilege =\r\nSeDenyNetworkLogonRight = *S-1-5-32-546,Guest,Power User\r\n"
    )


def test_what_is_written_is_read_the_same() -> None:
    """Reader and writer agree."""
    rights = {"SeTcbPrivilege": (), "SeDebugPrivilege": ("S-1-5-32-544", "ユーザー")}
    assert parse_rights(render_template(rights)) == {name.lower(): holders for name, holders in rights.items()}


@pytest.mark.parametrize(
    "holder", ["", " ", "a,b", "a\r\nSeTcbPrivilege = x", "*Guest", "S-1-5-21-DOMAIN-512", 'a"b', "a=b", "S-1-"]
)
def test_a_holder_that_the_file_cannot_carry_is_refused(holder: str) -> None:
    """No name adds a line, another holder, or passes for a SID."""
    with pytest.raises(UnwritableError):
        render_template({"SeTcbPrivilege": (holder,)})


@pytest.mark.parametrize("constant", ["", "SeTcb Privilege", "SeTcbPrivilege = x\r\nSeDebugPrivilege", "[Version]"])
def test_a_constant_that_is_none_is_refused(constant: str) -> None:
    """Only a right's constant comes before the equals sign."""
    with pytest.raises(UnwritableError):
        render_template({constant: ()})
