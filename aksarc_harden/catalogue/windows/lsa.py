"""The Local Security Authority: NTLM, stored secrets, and who may ask it."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, UEFI_LOCKED, binary, control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf
from aksarc_harden.model.setting import AccountPolicy

LSA = r"SYSTEM\CurrentControlSet\Control\Lsa"
MSV1_0 = r"SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0"
SAM = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\SAM"

CONTROLS = (
    control(
        "windows.lsa.ntlmv2_only",
        row="lsa-lm-compatibility-level",
        title="NTLMv2 alone is sent, LM and NTLM are refused",
        why=(
            "LM and NTLMv1 answers can be turned back into the password's hash within hours, and a stolen hash "
            "signs in anywhere."
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
            "Whoever becomes administrator of a host could otherwise read the passwords of everybody who is "
            "signed in there."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Control\SecurityProviders\WDigest", "UseLogonCredential"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.CRITICAL,
        refs=refs(cis="18.4.7 L1", stig="V-254334", microsoft="ws2019, ws2022, azlocal-2411"),
    ),
    control(
        "windows.lsa.strong_ntlm_sessions_as_client",
        row="lsa-ntlm-min-client-sec",
        title="NTLM sessions that the host opens have NTLMv2 session security and 128-bit keys",
        why=(
            "Keys of weaker sessions can be found by trying, and with its key a session can be read and changed, "
            "however good the password was."
        ),
        setting=dword(MSV1_0, "NTLMMinClientSec"),
        accept=Equals(537395200),
        want=537395200,
        absent_means=536870912,
        default="536870912",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("ntlm",),
        breaks=(
            "Nodes whose values differ refuse each other's NTLM sessions; change all nodes of a cluster in the "
            "same window."
        ),
        refs=refs(
            cis="2.3.11.10 L1", stig="V-254477", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.strong_ntlm_sessions_as_server",
        row="lsa-ntlm-min-server-sec",
        title="NTLM sessions that the host accepts have NTLMv2 session security and 128-bit keys",
        why=(
            "Keys of weaker sessions can be found by trying, and with its key a session can be read and changed, "
            "however good the password was."
        ),
        setting=dword(MSV1_0, "NTLMMinServerSec"),
        accept=Equals(537395200),
        want=537395200,
        absent_means=536870912,
        default="536870912",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("ntlm",),
        breaks=(
            "Nodes whose values differ refuse each other's NTLM sessions; change all nodes of a cluster in the "
            "same window."
        ),
        refs=refs(
            cis="2.3.11.11 L1", stig="V-254478", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.computer_identity_for_ntlm",
        row="lsa-use-machine-id-for-ntlm",
        title="Services of LocalSystem sign in as the computer where they have to use NTLM",
        why=(
            "Without it such services connect anonymously, which either fails or makes somebody open a share to "
            "anonymous users."
        ),
        setting=dword(LSA, "UseMachineId"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        can_cut_access=("ntlm",),
        breaks=(
            "It changes who a node is to its neighbours over NTLM; change all nodes of a cluster in the same window."
        ),
        refs=refs(cis="2.3.11.1 L1", stig="V-254470", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.lsa.no_null_session_fallback",
        row="lsa-no-null-session-fallback",
        title="LocalSystem never falls back to an anonymous NTLM session",
        why=(
            "An anonymous session has no key of its own, so what goes over it is neither signed nor encrypted in "
            "a way that protects it."
        ),
        setting=dword(MSV1_0, "Allownullsessionfallback"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="2.3.11.2 L1", stig="V-254471", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.outgoing_ntlm_audited",
        row="lsa-restrict-outgoing-ntlm",
        title="Outgoing NTLM sign-ins are recorded and not denied",
        why="The records show what still depends on NTLM, which has to be known before it can be turned off.",
        setting=dword(MSV1_0, "RestrictSendingNTLMTraffic"),
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
        "windows.lsa.incoming_ntlm_audited",
        row="lsa-audit-incoming-ntlm",
        title="All incoming NTLM sign-ins are recorded",
        why=(
            "The records show who still depends on NTLM, which has to be known before it can be turned off; "
            "nothing is denied."
        ),
        setting=dword(MSV1_0, "AuditReceivingNTLMTraffic"),
        accept=Equals(2),
        want=2,
        absent_means=0,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.11.12 L1"),
    ),
    control(
        "windows.lsa.domain_ntlm_audited_dc",
        row="dc-audit-domain-ntlm",
        title="Domain controllers record all NTLM sign-ins of the domain",
        why=(
            "The records name every account, server and client that still depends on NTLM, which has to be known "
            "before it can be turned off; nothing is denied."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Netlogon\Parameters", "AuditNTLMInDomain"),
        accept=Equals(7),
        want=7,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        needs_reboot=Reboot.NO,
        breaks="unknown: it only records; how many events a busy domain makes was not looked up.",
        refs=refs(cis="2.3.11.13 L1"),
    ),
    control(
        "windows.lsa.no_anonymous_listing",
        row="lsa-restrict-anonymous-enum",
        title="Anonymous users cannot list accounts and shares",
        why="Names of accounts and shares are what an intruder without any password asks for first.",
        setting=dword(LSA, "RestrictAnonymous"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.10.3 L1", stig="V-254467", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.no_anonymous_account_listing",
        row="lsa-restrict-anonymous-sam",
        title="Anonymous users cannot list accounts",
        why="A list of the accounts is what guessing passwords begins with, and nobody needs it without signing in.",
        setting=dword(LSA, "RestrictAnonymousSAM"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        default="1",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.10.2 L1", stig="V-254466", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.everyone_without_anonymous",
        row="lsa-everyone-excludes-anonymous",
        title="Everyone does not take in anonymous users",
        why="Otherwise each permission that somebody gave to Everyone holds for people who never signed in.",
        setting=dword(LSA, "EveryoneIncludesAnonymous"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.10.5 L1", stig="V-254468", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.lsa.no_anonymous_name_lookup",
        row="account-no-anonymous-sid-translation",
        title="Anonymous users cannot turn SIDs into names",
        why=(
            "The SID of the built-in administrator is known up to the host's own part, so asking for its name "
            "would undo the renaming of the account."
        ),
        setting=AccountPolicy("LSAAnonymousNameLookup"),
        accept=Equals(0),
        want=0,
        absent_means=None,
        default="0",
        severity=Severity.HIGH,
        needs_reboot=Reboot.NO,
        refs=refs(
            cis="2.3.10.1 L1", stig="V-254465", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.lsa.local_accounts_as_themselves",
        row="lsa-classic-local-sharing",
        title="Local accounts reach the host over the network as themselves, not as guests",
        why=(
            "With the other model everybody who comes with a local account is treated as the same guest, so "
            "nobody's rights and traces can be told apart."
        ),
        setting=dword(LSA, "ForceGuest"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        default="0",
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.NO,
        refs=refs(cis="2.3.10.13 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
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
        accept=Equals(b"\x00"),
        want=b"\x00",
        absent_means=b"\x00",
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
            "Saved passwords can be taken by whoever becomes administrator of the server, and reach further than "
            "the server itself."
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
        title="No network passwords are saved on domain controllers, where a benchmark asks for it",
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
        "windows.lsa.no_online_identities_member",
        row="lsa-pku2u-off-member",
        title="Member servers without Hyper-V refuse online identities in PKU2U",
        why="A sign-in with an online identity goes past the domain, its password rules and its records.",
        setting=dword(rf"{LSA}\pku2u", "AllowOnlineID"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.MEMBER,
        platforms=SERVERS,
        can_cut_access=("rdp",),
        breaks=(
            "Cluster nodes authenticate to each other with PKU2U and fall apart without it; the row for Hyper-V "
            "hosts holds there."
        ),
        refs=refs(cis="2.3.11.3 L1", stig="V-254472"),
    ),
    control(
        "windows.lsa.online_identities_hyperv_host",
        row="lsa-pku2u-on-hyperv-host",
        title="Hyper-V hosts accept online identities in PKU2U",
        why=(
            "Cluster nodes authenticate to each other with PKU2U where no domain account is at hand; Microsoft "
            "says that clusters stop without it, and Azure Local locks it in this state."
        ),
        setting=dword(rf"{LSA}\pku2u", "AllowOnlineID"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        scope=Scope.HYPERV_HOST,
        refs=refs(cis="2.3.11.3 L1", stig="V-254472", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.lsa.no_online_identities_dc",
        row="lsa-pku2u-off-dc",
        title="Domain controllers refuse online identities in PKU2U, where a benchmark asks for it",
        why=(
            "A sign-in with an online identity goes past the domain. Every value passes here, for Microsoft's "
            "own list turns it on; CIS and STIG want it off."
        ),
        setting=dword(rf"{LSA}\pku2u", "AllowOnlineID"),
        accept=OneOf((0, 1), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("rdp",),
        refs=refs(cis="2.3.11.3 L1", stig="V-254472"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
    control(
        "windows.lsa.protected_process",
        row="lsa-run-as-ppl",
        title="The LSA runs as a protected process",
        why=(
            "Code that is not signed for it can then neither read the memory of the LSA nor load into it; "
            "without UEFI lock it can still be undone remotely."
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
        benchmarks={"CIS": exactly(1, UEFI_LOCKED)},
    ),
    control(
        "windows.lsa.protection_audited",
        row="lsa-lsass-audit-mode",
        title="Plug-ins that LSA protection would refuse are recorded",
        why=(
            "Events 3065 and 3066 of code integrity show what would stop loading once the LSA runs as a "
            "protected process, so nothing has to be found out by failing."
        ),
        setting=dword(
            r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options\lsass.exe", "AuditLevel"
        ),
        accept=Equals(8),
        want=8,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
    ),
    control(
        "windows.lsa.custom_packages_decided_member",
        row="lsa-custom-ssps",
        title="The LSA of a member server loads no security packages of other vendors, where a benchmark asks for it",
        why=(
            "A security package sees each password at sign-in, and intruders add one for that. Refusing them is "
            "the strict choice of CIS; Microsoft's server lists allow them."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "AllowCustomSSPsAPs"),
        accept=OneOf((0, 1)),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        scope=Scope.MEMBER,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        can_cut_access=("logon",),
        breaks="With 0 the sign-in methods of other vendors stop working; leave 1 on hosts that use one.",
        refs=refs(cis="18.9.26.1 L1", microsoft="ws2025-2510, azlocal-2506"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.lsa.no_custom_packages_dc",
        row="lsa-custom-ssps-dc",
        title="The LSA of a domain controller loads no security packages of other vendors",
        why=(
            "A security package sees each password at sign-in, and on a domain controller that means those of "
            "the whole domain."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "AllowCustomSSPsAPs"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        scope=Scope.DC,
        platforms=frozenset({Platform.WS2022, Platform.WS2025, Platform.AZSHCI22H2}),
        can_cut_access=("logon",),
        breaks=(
            "Sign-in methods and password filters of other vendors that come as security packages stop working "
            "on the domain controllers."
        ),
        refs=refs(cis="18.9.26.1 L1", microsoft="ws2025-2510, azlocal-2506"),
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
        refs=refs(cis="18.9.39.3 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
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
        refs=refs(cis="18.9.39.3 L1 (2025v1)", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
