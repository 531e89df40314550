"""A simulated host starts from documented defaults, keeps its state, and lets itself be disturbed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aksarc_harden.errors import InputError
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.statement import Statement, call, program
from aksarc_harden.model.values import Bag
from aksarc_harden.rehearsal.host import SimulatedHost
from aksarc_harden.rehearsal.host.persistence import save_plain
from aksarc_harden.rehearsal.interpreter.events import EndState
from tests.support.simulated import SECEDIT, Asker, a_machine, an_asker

LSA = "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa"
LSA_PATH = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa"


def _write(value: int = 1, name: str = "LmCompatibilityLevel", path: str = LSA) -> Statement:
    return call("New-ItemProperty", LiteralPath=path, Name=name, PropertyType="DWord", Value=value, Force=True) | call(
        "Out-Null"
    )


@pytest.mark.parametrize(
    ("role", "platform", "build", "product", "services"),
    [
        (Role.HYPERV_HOST, Platform.AZSHCI22H2, "20349", "ServerNT", {"vmms", "ClusSvc"}),
        (Role.MEMBER, Platform.WS2025, "26100", "ServerNT", set()),
        (Role.DC, Platform.WS2022, "20348", "LanmanNT", {"NTDS"}),
    ],
)
def test_a_host_says_what_it_is(role: Role, platform: Platform, build: str, product: str, services: set[str]) -> None:
    """Build, product type, domain and the services of its role are where Windows has them."""
    asker = an_asker(role=role, platform=platform)
    read = {
        name: asker.ask(call("Get-ItemPropertyValue", LiteralPath=f"HKLM:\\{key}", Name=name)).output[0]
        for key, name in (
            ("SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "CurrentBuildNumber"),
            ("SYSTEM\\CurrentControlSet\\Control\\ProductOptions", "ProductType"),
            ("SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", "Domain"),
            ("SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName", "ComputerName"),
        )
    }
    assert read == {
        "CurrentBuildNumber": build,
        "ProductType": product,
        "Domain": "corp.example",
        "ComputerName": "HCI-NODE1",
    }
    found = asker.host.state.registry.make("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services").children.values()
    assert {key.name for key in found} & {"vmms", "ClusSvc", "NTDS"} == services


def test_rights_follow_the_role() -> None:
    """A hyperv-host beats a member; a domain controller has rows of its own."""
    rights = {role: SimulatedHost(a_machine(role=role, platform=Platform.WS2022)).state.policy.rights for role in Role}
    assert "S-1-5-83-0" in rights[Role.HYPERV_HOST]["SeCreateSymbolicLinkPrivilege"]
    assert "S-1-5-83-0" not in rights[Role.MEMBER]["SeCreateSymbolicLinkPrivilege"]
    assert "S-1-5-9" in rights[Role.DC]["SeNetworkLogonRight"]
    assert "SeDenyNetworkLogonRight" not in rights[Role.MEMBER]


def test_state_is_kept_on_disk_and_taken_up_again(tmp_path: Path) -> None:
    """Another process finds the state that the last pipeline left, and the log of all of them."""
    folder = tmp_path / "not" / "there"
    first = Asker(SimulatedHost(a_machine(), folder=folder))
    first.ask(_write(5))
    first.ask(call("Test-Path", LiteralPath=LSA))
    second = SimulatedHost(a_machine(), folder=folder)
    assert second.snapshot() == first.host.snapshot()
    assert [entry.changed for entry in second.statements()] == [("registry",), ()]
    assert not list(folder.glob("*.new"))


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"registry": 1, "files": {}, "policy": {}}'])
def test_a_state_file_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    """The operator learns which file to remove."""
    (tmp_path / "hci-node1.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"hci-node1\.json"):
        SimulatedHost(a_machine(), folder=tmp_path)


def test_a_snapshot_tells_every_difference_and_restores_it() -> None:
    """A type, a key without values, a right, a file: each makes another snapshot; restoring makes the same."""
    asker = an_asker()
    before = asker.host.snapshot()
    for change in (
        call(
            "New-ItemProperty", LiteralPath=LSA, Name="LimitBlankPasswordUse", PropertyType="QWord", Value=1, Force=True
        ),
        call("New-Item", Path=f"{LSA}\\Fresh"),
        call("New-Item", Path="C:\\Fresh", ItemType="Directory"),
    ):
        asker.ask(change | call("Out-Null"))
        assert asker.host.snapshot() != before
        asker.host.restore(json.loads(json.dumps(before)))
        assert asker.host.snapshot() == before


def test_the_system_s_own_logs_are_no_state() -> None:
    """An export writes the service's log; the snapshot is the same once the export is gone."""
    asker = an_asker()
    before = asker.host.snapshot()
    asker.ask(program(SECEDIT, "/export", "/cfg", "C:\\Windows\\Temp\\e.inf", "/quiet"))
    asker.ask(call("Remove-Item", LiteralPath="C:\\Windows\\Temp\\e.inf"))
    assert asker.host.snapshot() == before


def test_reset_goes_back_to_the_overlay(tmp_path: Path) -> None:
    """State, log and disturbances are as at the first start, what the estate declared included."""
    overlay: dict[str, Any] = {"registry": [[LSA_PATH, "LmCompatibilityLevel", "DWord", 3]], "rights": {}}
    host = SimulatedHost(a_machine(), folder=tmp_path, overlay=overlay)
    before = host.snapshot()
    host.disturb("missing-command", command="Get-Item")
    Asker(host).ask(_write(5))
    host.reset()
    assert host.snapshot() == before
    assert (list(host.disturbances), host.statements()) == ([], [])
    assert SimulatedHost(a_machine(), folder=tmp_path).snapshot() == before


def test_access_denied_on_a_key_is_an_error_of_that_key_alone() -> None:
    """Reading and writing it are SecurityException, PermissionDenied; it is there; other keys go on."""
    asker = an_asker()
    asker.host.disturb("access-denied", path=LSA)
    heard = asker.ask(call("Get-ItemProperty", LiteralPath=[LSA, "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\LDAP"]))
    assert [(each.short_id, each.category, each.target) for each in heard.errors] == [
        ("System.Security.SecurityException", "PermissionDenied", LSA_PATH)
    ]
    assert len(heard.output) == 1
    assert asker.ask(call("Test-Path", LiteralPath=LSA)).output == [True]
    assert asker.ask(_write()).ids == ["System.Security.SecurityException"]
    asker.host.calm()
    assert asker.ask(_write()).errors == []


def test_access_denied_on_a_value_refuses_the_write_of_that_value() -> None:
    """It is read as ever; its write is UnauthorizedAccessException; its neighbour is written."""
    asker = an_asker()
    asker.host.disturb("access-denied", path=LSA, name="NoLMHash")
    assert asker.ask(_write(0, "NoLMHash"), _write(5)).ids == ["System.UnauthorizedAccessException"]
    (read,) = asker.ask(call("Get-ItemProperty", LiteralPath=LSA)).output
    assert isinstance(read, Bag)
    assert (read["NoLMHash"], read["LmCompatibilityLevel"]) == (1, 5)


def test_a_missing_command_is_neither_found_nor_run() -> None:
    """Get-Command and the call itself say so."""
    asker = an_asker()
    asker.host.disturb("missing-command", command="Get-ItemProperty")
    assert asker.ask(call("Get-Command", Name=["Get-Item", "get-itemproperty"])).ids == ["CommandNotFoundException"]
    heard = asker.ask(call("Get-ItemProperty", LiteralPath=LSA))
    assert heard.end is not None
    assert heard.end.id == "CommandNotFoundException"


def test_a_throwing_command_works_so_often_and_then_ends_the_batch() -> None:
    """The statement after it is lost to the caller."""
    asker = an_asker()
    asker.host.disturb("throwing-command", command="Test-Path", after=1)
    heard = asker.ask(*[call("Test-Path", LiteralPath=LSA)] * 3)
    assert heard.output == [True]
    assert heard.state is EndState.FAILED
    assert heard.end is not None
    assert heard.end.id == "System.InvalidOperationException,Microsoft.PowerShell.Commands.TestPathCommand"


@pytest.mark.parametrize(
    "details", [{"command": "New-ItemProperty"}, {"path": LSA}, {"path": LSA, "name": "LmCompatibilityLevel"}]
)
def test_a_success_that_changes_nothing(details: dict[str, str]) -> None:
    """No error, and the state is as before."""
    asker = an_asker()
    asker.host.disturb("unchanging", **details)
    before = asker.host.snapshot()
    heard = asker.ask(_write(5))
    assert (heard.errors, heard.state) == ([], EndState.COMPLETED)
    assert asker.host.snapshot() == before


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("nonsense", {}),
        ("access-denied", {}),
        ("access-denied", {"path": LSA, "right": "SeTcbPrivilege"}),
        ("access-denied", {"path": LSA, "access": "sometimes"}),
        ("missing-command", {"colour": "red"}),
        ("spoiled-export", {"command": "secedit.exe"}),
        ("spoiled-export", {"command": "secedit.exe", "form": "green"}),
        ("spoiled-export", {"command": "secedit.exe", "form": "cut", "times": "often"}),
        ("unlisted", {}),
    ],
)
def test_a_disturbance_that_is_none_is_refused_with_what_would_be_right(kind: str, details: dict[str, str]) -> None:
    """Unknown kinds, fields and combinations."""
    with pytest.raises(InputError, match=r"\(.+\)"):
        an_asker().host.disturb(kind, **details)


def test_a_japanese_host_says_the_same_in_japanese() -> None:
    """Ids, categories and targets are the same, the message is not; the culture is told."""
    english, japanese = (
        an_asker(culture=culture).ask(call("Get-Item", LiteralPath="HKLM:\\no"), call("Get-UICulture"))
        for culture in ("en-US", "ja-JP")
    )
    assert english.errors[0].id == japanese.errors[0].id
    assert english.errors[0].message != japanese.errors[0].message
    assert "パス" in japanese.errors[0].message
    (culture,) = japanese.output
    assert isinstance(culture, Bag)
    assert culture["Name"] == "ja-JP"


def test_counts_may_come_as_text() -> None:
    """A command line has nothing else."""
    host = an_asker().host
    host.disturb("spoiled-export", command="secedit.exe", form="cut", times="2")
    assert [host.disturbances.spoiled("secedit.exe") for _ in range(3)] == ["cut", "cut", None]


def test_a_state_of_an_older_release_gets_what_it_lacks(tmp_path: Path) -> None:
    """Audit policy and running services are then as an installation leaves them."""
    host = SimulatedHost(a_machine(), folder=tmp_path)
    plain = host.state.to_plain()
    older = {name: each for name, each in plain.items() if name not in ("audit", "running")}
    save_plain(tmp_path / f"{host.name}.json", older)
    assert SimulatedHost(a_machine(), folder=tmp_path).snapshot() == host.snapshot()
