"""The Local Security Authority: NTLM, stored secrets, who may ask it."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, binary, control, dword, exactly, refs, text
from aksarc_harden.model.control import Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

LSA = r"SYSTEM\CurrentControlSet\Control\Lsa"
SAM = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\SAM"

CONTROLS = (
    control(
        "windows.lsa.ntlmv2_only",
        row="lsa-lm-compatibility-level",
        title="NTLMv2 alone is sent, LM and NTLM are refused",
        why=(
            "LM and NTLMv1 answers can be turned back into the password's hash within hours, and a stolen hash signs "
            "in anywhere."
        ),
        setting=dword(LSA, "LmCompatibilityLevel"),
        accept=Equals(5),
        want=5,
        absent_means=3,
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        can_cut_access=("ntlm",),
        refs=refs(
            cis="2.3.11.7 L1", stig="V-254475", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.no_lm_hash",
        row="lsa-no-lm-hash",
        title="No LM hash of a password is stored",
        why="LM hashes are broken in minutes; from the next change of a password on, none is kept.",
        setting=dword(LSA, "NoLMHash"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.CRITICAL,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.11.5 L1", stig="V-254474", microsoft="ws2019, ws2022, azlocal-2411"),
    ),
    control(
        "windows.lsa.no_cleartext_in_wdigest",
        row="lsa-wdigest-no-cleartext",
        title="WDigest keeps no password in memory as clear text",
        why=(
            "Whoever becomes administrator of a host could otherwise read the passwords of everybody who is signed in "
            "there."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\SecurityProviders\WDigest", "UseLogonCredential"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(cis="18.4.7 L1", stig="V-254334", microsoft="ws2019, ws2022, azlocal-2411"),
    ),
    control(
        "windows.lsa.outgoing_ntlm_audited",
        row="lsa-restrict-outgoing-ntlm",
        title="Outgoing NTLM sign-ins are recorded and not denied",
        why="The records show what still depends on NTLM, which has to be known before it can be turned off.",
        setting=dword(rf"{LSA}\MSV1_0", "RestrictSendingNTLMTraffic"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("ntlm",),
        breaks=(
            "Denying (2) cuts PowerShell remoting by address or with a local account, and so the nodes from each "
            "other; auditing breaks nothing."
        ),
        refs=refs(cis="2.3.11.14 L1"),
    ),
    control(
        "windows.lsa.remote_sam_for_administrators",
        row="lsa-restrict-remote-sam",
        title="Administrators alone may ask for accounts and groups over the network",
        why="The list of local accounts and group members is what an intruder asks for first to find the next host.",
        setting=text(LSA, "RestrictRemoteSAM"),
        accept=Equals("O:BAG:BAD:(A;;RC;;;BA)"),
        want="O:BAG:BAD:(A;;RC;;;BA)",
        absent_means="O:SYG:SYD:(A;;RC;;;BA)",
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        needs_reboot=Reboot.NO,
        breaks="Tools that list local groups of other nodes have to run as an administrator.",
        refs=refs(cis="2.3.10.11 L1", stig="V-254433", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.lsa.no_full_privilege_auditing",
        row="lsa-full-privilege-auditing-off",
        title="The use of backup and restore rights is not recorded file by file",
        why="Each backup would write one event a file and push everything else out of the security log.",
        setting=binary(LSA, "FullPrivilegeAuditing"),
        accept=Equals(bytes.fromhex("00")),
        want=bytes.fromhex("00"),
        absent_means=bytes.fromhex("00"),
        default="00",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025, Platform.AZSHCI22H2}),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.lsa.no_stored_credentials_member",
        row="lsa-no-stored-domain-creds",
        title="No network passwords are saved on member servers",
        why=(
            "Saved passwords can be taken by whoever becomes administrator of the server, and reach further than the "
            "server itself."
        ),
        setting=dword(LSA, "DisableDomainCreds"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        needs_reboot=Reboot.YES,
        can_cut_access=("winrm",),
        breaks="On cluster hosts it stops management over CredSSP; the row for Hyper-V hosts holds there.",
        refs=refs(cis="2.3.10.4 L2"),
    ),
    control(
        "windows.lsa.stored_credentials_hyperv_host",
        row="lsa-stored-domain-creds-hyperv-host",
        title="Hyper-V hosts may save network passwords",
        why="Management of clusters over CredSSP needs it, and Azure Local keeps it locked in this state.",
        setting=dword(LSA, "DisableDomainCreds"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.LOW,
        scope=Scope.HYPERV_HOST,
        needs_reboot=Reboot.YES,
        refs=refs(cis="2.3.10.4 L2", microsoft="azlocal-2411, azlocal-2506"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.lsa.no_stored_credentials_dc",
        row="lsa-no-stored-domain-creds-dc",
        title="No network passwords are saved on domain controllers",
        why="Nothing that runs on a domain controller should depend on a password saved there.",
        setting=dword(LSA, "DisableDomainCreds"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        needs_reboot=Reboot.YES,
        can_cut_access=("winrm",),
        refs=refs(cis="2.3.10.4 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.lsa.protected_process",
        row="lsa-run-as-ppl",
        title="The LSA runs as a protected process",
        why=(
            "Code that is not signed for it can then neither read the memory of the LSA nor load into it; without UEFI "
            "lock it can still be undone remotely."
        ),
        setting=dword(LSA, "RunAsPPL"),
        accept=OneOf((1, 2)),
        want=2,
        absent_means=0,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("logon",),
        breaks="Unsigned plug-ins of the LSA (some virus scanners, smart card and single sign-on agents) stop loading.",
        refs=refs(cis="18.9.26.2 NG", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.lsa.strong_password_change_api_member",
        row="sam-password-change-api",
        title="Passwords are changed through the AES interface where a caller can use it",
        why="The older interfaces for changing a password protect it with ciphers that are no longer strong.",
        setting=dword(SAM, "SamrChangeUserPasswordApiPolicy"),
        accept=OneOf((1, 2)),
        want=1,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.9.39.3 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.lsa.strong_password_change_api_dc",
        row="sam-password-change-api-dc",
        title="Domain controllers take the AES interface and the legacy one of the latest clients only",
        why="The older interfaces for changing a password protect it with ciphers that are no longer strong.",
        setting=dword(SAM, "SamrChangeUserPasswordApiPolicy"),
        accept=Equals(2),
        want=2,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(cis="18.9.39.3 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
