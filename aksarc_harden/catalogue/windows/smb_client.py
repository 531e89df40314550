"""The SMB client: signing, encryption, NTLM, guests, what it records."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, lines, refs
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.found import ABSENT
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, SetEquals

CLIENT = r"SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters"
CLIENT_POLICY = r"SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation"

CONTROLS = (
    control(
        "windows.smb_client.signing_required",
        row="smb-client-require-signing",
        title="The SMB client requires signed SMB",
        why="Without it a machine in between can pose as the file server and change what the host reads and writes.",
        setting=dword(CLIENT, "RequireSecuritySignature"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("smb",),
        breaks=(
            "File shares of other vendors that do not sign can no longer be opened; Azure Local ships it on and "
            "lets the owner switch."
        ),
        refs=refs(
            cis="2.3.8.1 L1", stig="V-254460", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.smb_client.signing_offered",
        row="smb-client-enable-signing",
        title="The SMB client signs SMB 1 sessions where the server can",
        why=(
            "SMB 2 and newer look at the requirement alone; should SMB 1 ever come back, sessions with servers "
            "that can sign are still signed."
        ),
        setting=dword(CLIENT, "EnableSecuritySignature"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        refs=refs(cis="2.3.8.2 L1", stig="V-254461", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb_client.no_plaintext_password",
        row="smb-client-no-plaintext",
        title="The SMB client sends no password as clear text",
        why="Old file servers of other vendors ask for the bare password, and a false one collects it.",
        setting=dword(CLIENT, "EnablePlainTextPassword"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.8.3 L1", stig="V-254462", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.smb_client.no_guest",
        row="smb-client-no-guest",
        title="The SMB client does not sign in as a guest",
        why=(
            "A guest's session is neither signed nor encrypted, so a false server can hand the host any file, "
            "programs included."
        ),
        setting=dword(CLIENT_POLICY, "AllowInsecureGuestAuth"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(
            cis="18.6.8.1 L1", stig="V-254339", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.smb_client.smb3",
        row="smb-client-min-dialect",
        title="The SMB client speaks SMB 3 or newer",
        why="Older dialects know no encryption and can be talked down to weaker protection.",
        setting=dword(CLIENT_POLICY, "MinSmb2Dialect"),
        accept=OneOf((768, 770, 785)),
        want=768,
        absent_means=514,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.HIGH,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("smb",),
        refs=refs(cis="18.6.8.7 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(785)},
    ),
    control(
        "windows.smb_client.encryption_by_site",
        row="smb-client-require-encryption",
        title="The SMB client of Server 2025 requires encryption, where a benchmark asks for it",
        why=(
            "Encryption keeps files from being read on the way, but a client that requires it opens no share of "
            "a server without it; Microsoft's lists leave it off."
        ),
        setting=dword(CLIENT_POLICY, "RequireEncryption"),
        accept=OneOf((0, 1)),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("smb",),
        breaks=(
            "With the value 1 every server that the host reaches has to support SMB 3 encryption; Azure Local "
            "lets the owner switch."
        ),
        refs=refs(cis="18.6.8.2 L1", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.smb_client.encryption_by_site_before_2025",
        row="smb-client-require-encryption-before-2025",
        title="The SMB client of Server 2022 requires encryption, where a benchmark asks for it",
        why=(
            "A benchmark lists the setting for Server 2022, where it is not known to be read; absent leaves the "
            "system's own choice."
        ),
        setting=dword(CLIENT_POLICY, "RequireEncryption"),
        accept=OneOf((0, 1), or_absent=True),
        want=ABSENT,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022}),
        can_cut_access=("smb",),
        breaks=(
            "With the value 1, should it be read, every server that the host reaches has to support SMB 3 "
            "encryption, at the price of throughput."
        ),
        refs=refs(cis="18.6.8.2 L1"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.smb_client.ntlm_not_blocked",
        row="smb-client-block-ntlm",
        title="The SMB client does not refuse NTLM",
        why=(
            "Shares that are reached by address or with a local account cannot be opened without NTLM; it is "
            "refused only when nothing depends on it any more."
        ),
        setting=dword(CLIENT_POLICY, "BlockNTLM"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("ntlm", "smb"),
        breaks=(
            "At 1 a node loses the shares that it reaches by address or with a local account, and clusters "
            "cannot be deployed or extended."
        ),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb_client.no_ntlm_exceptions",
        row="smb-client-block-ntlm-exceptions",
        title="No server is exempt from the blocking of NTLM",
        why=("An exemption that is left behind takes effect on the day when NTLM is blocked, and nobody remembers it."),
        setting=lines(CLIENT_POLICY, "BlockNTLMServerExceptionList"),
        accept=SetEquals((), or_absent=True),
        want=(),
        absent_means=(),
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb_client.no_remote_mailslots",
        row="smb-client-no-mailslots",
        title="The SMB client does not use remote mailslots",
        why=(
            "Mailslots are unauthenticated messages that everybody on the network can forge; Microsoft has "
            "deprecated them."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\NetworkProvider", "EnableMailslots"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.8.6 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.smb_client.audit_no_encryption",
        row="smb-client-audit-no-encryption",
        title="The SMB client records servers that cannot encrypt",
        why="Before encryption can be required it has to be known which servers would be out of reach.",
        setting=dword(CLIENT_POLICY, "AuditServerDoesNotSupportEncryption"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.8.2 L1 (2025v1)", microsoft="azlocal-2506"),
    ),
    control(
        "windows.smb_client.audit_no_signing",
        row="smb-client-audit-no-signing",
        title="The SMB client records servers that cannot sign",
        why=(
            "Where signing is required, the record explains why a share no longer opens; where it is not, who "
            "stands in the way."
        ),
        setting=dword(CLIENT_POLICY, "AuditServerDoesNotSupportSigning"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.6.8.3 L1 (2025v1)", microsoft="azlocal-2506"),
    ),
)
