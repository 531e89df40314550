from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from aksarc_harden.engine.facts import FactsQuestion, decode_facts, platform_of
from aksarc_harden.errors import CommandFailedError, FactsDisagreeError
from aksarc_harden.model.answer import Answer, ErrorRecord
from aksarc_harden.model.facts import Facts
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.values import Bag, DateTime, Table, Version, WireValue
from tests.support.builders import a_host

HCI: Mapping[str, WireValue] = {"CurrentBuildNumber": "20349", "UBR": 1607, "EditionID": "ServerAzureStackHCICor"}


def answers(*, product: str = "ServerNT", hyperv: bool = True, **replaced: Answer) -> list[Answer]:
    """Give what an Azure Stack HCI host answers, in the question's order."""
    usual = {
        "root": Answer((Bag({"Value": r"C:\Windows"}),)),
        "version": Answer((Bag(HCI),)),
        "product": Answer((Bag({"ProductType": product}),)),
        "name": Answer((Bag({"ComputerName": "NODE1"}),)),
        "paths": Answer((hyperv, True, False, True)),
        "engine": Answer((Table((("PSVersion", Version("5.1.20349.1")),)),)),
        "culture": Answer((Bag({"Name": "ja-JP"}),)),
        "clock": Answer((DateTime(638_000_000_000_000_000, 540),)),
        "commands": Answer((Bag({"Name": "Test-Path"}), Bag({"Name": "New-Item"}))),
    }
    return list((usual | replaced).values())


def facts(host_role: Role = Role.HYPERV_HOST, **changed: object) -> Facts:
    return decode_facts(replace(a_host(), role=host_role), answers(**changed), "run1")  # type: ignore[arg-type]


def test_facts_come_from_values_that_no_language_changes() -> None:
    """Numbers, ids and keys tell what a host is, also where its texts are Japanese."""
    got = facts()
    assert (got.platform, got.build, got.windows) == (Platform.AZSHCI22H2, "20349.1607", r"C:\Windows")
    assert got.work_folder == r"C:\Windows\Temp\aksarc-run1"
    assert (got.engine, got.language) == ("5.1.20349.1", "ja-JP")
    assert got.has_command("test-path")
    assert got.is_cluster_node
    assert got.is_reboot_pending


def test_there_is_one_question_for_each_answer() -> None:
    """The batch asks exactly what the decoder takes apart."""
    assert len(FactsQuestion(("Test-Path",)).chains) == len(answers())


@pytest.mark.parametrize(
    ("role", "changed", "cure"),
    [
        (Role.HYPERV_HOST, {"hyperv": False}, "aks_hosts"),
        (Role.MEMBER, {}, "hyperv_hosts"),
        (Role.MEMBER, {"product": "LanmanNT", "hyperv": False}, "domain_controllers"),
        (Role.DC, {"hyperv": False}, "domain_controllers"),
    ],
)
def test_a_host_that_is_not_what_the_site_declares_is_an_error(
    role: Role, changed: dict[str, object], cure: str
) -> None:
    """The wrong role would bring the wrong values, so the host is left alone and the cure names the group."""
    with pytest.raises(FactsDisagreeError, match=cure):
        facts(role, **changed)


@pytest.mark.parametrize(
    ("build", "edition"), [("19045", "Professional"), ("20350", "ServerAzureStackHCICor"), ("", "")]
)
def test_an_unknown_system_is_refused(build: str, edition: str) -> None:
    """A client or an unknown release gets no values that were meant for another."""
    with pytest.raises(CommandFailedError, match="no system that we harden"):
        platform_of(build, edition)


def test_a_host_that_hides_its_system_folder_is_refused_with_the_reason() -> None:
    """Without the system folder no program can be named by its full path; the error id says why it is missing."""
    denied = Answer(errors=(ErrorRecord("PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand"),))
    with pytest.raises(CommandFailedError, match="system folder .*PathNotFound"):
        facts(root=denied)
