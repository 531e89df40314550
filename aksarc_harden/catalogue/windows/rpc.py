"""Remote procedure calls."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Scope, Severity
from aksarc_harden.model.rule import Equals

CONTROLS = (
    control(
        "windows.rpc.endpoint_mapper_authentication",
        row="rpc-endpoint-mapper-auth",
        title="RPC clients of a member server authenticate to the endpoint mapper",
        why=(
            "Servers that refuse anonymous callers also refuse anonymous questions for the port of a service; "
            "without it such a call fails before it starts."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\Rpc", "EnableAuthEpResolution"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        refs=refs(cis="18.9.36.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.rpc.authenticated_clients",
        row="rpc-restrict-remote-clients",
        title="A member server refuses anonymous RPC, except where a service asks for it",
        why="Flaws of an RPC service can otherwise be used by everybody who reaches the port, without an account.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows NT\Rpc", "RestrictRemoteClients"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        breaks=(
            "An RPC program of another vendor that counts on anonymous callers stops answering them; never write "
            "2, which takes the exception from Windows' own services."
        ),
        refs=refs(
            cis="18.9.36.2 L2", stig="V-254431", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
)
