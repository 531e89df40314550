"""Hosts in trouble, seen from the command line: each is named with its cause and its cure, and the others go on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.operated_estate import OperatedEstate

POLICIES = r"HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU"
TROUBLES = {
    "hci-node2": ("access-denied", f"path={POLICIES}"),
    "hci-node3": ("unchanging", "command=New-ItemProperty"),
    "hci-node4": ("rubbish", ""),
    "mgmt1": ("access-denied", "right=SeDenyRemoteInteractiveLogonRight"),
    "dc1": ("missing-command", "command=secedit.exe"),
}
CHOICE = ("--controls", "windows.update.not_automatic_hyperv_host,windows.network.no_llmnr,windows.rights")


@pytest.fixture
def troubled(estate: OperatedEstate) -> Iterator[OperatedEstate]:
    """Let something else go wrong on every host but one, and put all right again."""
    for host, (kind, fields) in TROUBLES.items():
        assert estate.call("rehearsal.disturb", host, kind, *(("--fields", fields) if fields else ())).returncode == 0
    yield estate
    assert estate.call("rehearsal.reset").returncode == 0


def causes(host: dict[str, Any]) -> set[str]:
    """Give the codes of all that went wrong on a host, each of which must come with a cure."""
    parts = [host, *host["changes"], *host["findings"]]
    found = [part.get("cause") or part.get("error") for part in parts]
    assert all(cause["cure"] for cause in found if cause)
    return {cause["code"] for cause in found if cause}


def test_each_host_says_what_is_wrong_with_it_and_the_others_go_on(troubled: OperatedEstate) -> None:
    """One run over six hosts: one is done, one speaks nonsense, four have settings that cannot be read or written."""
    report = troubled.report("harden", "--allow-risky", *CHOICE, code=4)
    hosts = {host["name"]: host for host in report["hosts"]}
    assert {name: causes(host) for name, host in hosts.items()} == {
        "hci-node1": set(),
        "hci-node2": {"access-denied"},
        "hci-node3": {"not-in-force"},
        "hci-node4": {"protocol-broken"},
        "mgmt1": {"command-failed"},
        "dc1": {"command-missing"},
    }
    assert hosts["hci-node1"]["score_after"] == 100.0
    assert [name for name, host in hosts.items() if host["error"]] == ["hci-node4"]


def test_the_report_for_people_loses_none_of_it(troubled: OperatedEstate) -> None:
    """Each host stands beside its trouble with what to do; what failed is named in full, whatever else is short."""
    said = troubled.call("harden", "--allow-risky", *CHOICE).stdout
    for host in TROUBLES:
        assert re.search(rf"^{host}: .+(?:\n(?! ).+)*\n  What to do: ", said, re.M), host
    assert "windows.update.not_automatic_hyperv_host" in said
    assert "SeDenyRemoteInteractiveLogonRight" in said
    assert said.count("windows.rights.") > 10
    assert said.index("Changes that did not hold") < said.index("\nHosts") < said.index("Score")


@pytest.mark.parametrize(
    ("variable", "value", "cause"),
    [
        ("ansible_password", "wrong", "sign-in-refused"),
        ("ansible_psrp_ca_cert", "{other}", "certificate-untrusted"),
    ],
)
def test_a_wrong_password_and_an_untrusted_certificate_are_told_apart(
    estate: OperatedEstate, tmp_path: Path, variable: str, value: str, cause: str
) -> None:
    """Both are the site's to set right, and the report says which; nothing was read from the host."""
    site = tmp_path / "plant"
    shutil.copytree(estate.site, site)
    other = tmp_path / "other.pem"
    other.write_text(OTHER_AUTHORITY, encoding="ascii")
    file = site / "group_vars" / "all" / "connection.yml"
    line = re.compile(rf"^{variable}:.*$", re.M)
    file.write_text(line.sub(f"{variable}: {value.format(other=other)}", file.read_text(encoding="utf-8")))
    report = estate.report("audit", "--site", str(site), "--limit", "hci-node2,dc1", code=4)
    assert {host["error"]["code"] for host in report["hosts"]} == {cause}
    assert not [finding for host in report["hosts"] for finding in host["findings"]]


# A root that signed none of the rehearsal's certificates: openssl req -x509 -newkey ed25519 -days 36500 -subj /CN=Other
OTHER_AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBNjCB6aADAgECAhQ3nVwAoZ4B95mBKJstjWZzhARSrjAFBgMrZXAwEDEOMAwG
A1UEAwwFT3RoZXIwIBcNMjYxMTI1MTQyOTE0WhgPMjEyNjExMDExNDI5MTRaMBAx
DjAMBgNVBAMMBU90aGVyMCowBQYDK2VwAyEAQ2rMavYj94qxCfhWE/ZA71XZS8aE
eMIXdBeRODZ1InWjUzBRMB0GA1UdDgQWBBRrA1st4qh+AF0/ExGFRA8aHmemQzAf
BgNVHSMEGDAWgBRrA1st4qh+AF0/ExGFRA8aHmemQzAPBgNVHRMBAf8EBTADAQH/
MAUGAytlcANBAGMZE9qNpdxikY2/tFnnK5FN3lN6Kn6ECa9solC5S3s49C41DLap
sYeyZVV0vN9bohXKD/D2hu6F45KolyoNNwg=
-----END CERTIFICATE-----
"""
