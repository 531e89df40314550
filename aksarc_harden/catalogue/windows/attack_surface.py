"""Attack surface reduction: what Defender keeps programs, scripts and drivers from doing."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, exactly, refs, text
from aksarc_harden.model.control import Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

EXPLOIT_GUARD = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR"
RULES = rf"{EXPLOIT_GUARD}\Rules"

CONTROLS = (
    control(
        "windows.attack_surface.rules_on",
        row="asr-enabled",
        title="The attack surface reduction rules of policy are in force",
        why=(
            "It is the switch in front of all the rules: without it the values of the single rules are read by nobody."
        ),
        setting=dword(EXPLOIT_GUARD, "ExploitGuard_ASR_Rules"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.HIGH,
        refs=refs(cis="18.10.43.6.1.1 L1", microsoft="ws2022, ws2025-defender-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_vulnerable_drivers",
        row="asr-block-vulnerable-drivers",
        title="Writing a signed driver that is known to be vulnerable is blocked or recorded",
        why=(
            "Intruders bring an old signed driver along because a flaw in it hands them the kernel, and from "
            "there they end the scanner."
        ),
        setting=text(RULES, "56a863a9-875e-4185-98a7-b882c64b5ce5"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.HIGH,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278655", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.ransomware_guard",
        row="asr-ransomware-protection",
        title="Programs that look like ransomware are blocked or recorded unless they are known to be good",
        why=(
            "Files that resemble ransomware and have neither a reputation nor a trusted origin are judged before "
            "they encrypt anything."
        ),
        setting=text(RULES, "c1db55ab-c21a-4637-bb3f-a12568109d35"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.MEDIUM,
        refs=refs(stig="V-278650", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_unknown_programs",
        row="asr-block-untrusted-exe",
        title="Programs that are rare, new or on no trusted list are blocked or recorded",
        why="Malware that was built for one victim is by nature both rare and new; a host runs little else that is.",
        setting=text(RULES, "01443614-cd74-433a-b99e-2ecdc07bfc25"),
        accept=OneOf(("1", "2")),
        want="2",
        absent_means="0",
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: in block mode it can stop seldom used or unsigned programs, and which of AKS, MOC and "
            "their installers it would hit was not tried. It starts in audit (2): read events 1122 for a month, "
            "exclude what belongs there, block then."
        ),
        refs=refs(stig="V-278653", microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.psexec_and_wmi_not_blocked",
        row="asr-psexec-wmi-audit",
        title="Programs started through PsExec or WMI are recorded at most, not blocked",
        why=(
            "Intruders move from host to host this way, so the records are wanted; blocking would stop "
            "Cluster-Aware Updating and the lifecycle tools, which start programs through WMI as well."
        ),
        setting=text(RULES, "d1e49aac-8f56-4280-b9ba-993a6d77406c"),
        accept=OneOf(("2", "0")),
        want="2",
        absent_means="0",
        severity=Severity.HIGH,
        refs=refs(stig="V-278651", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_persistence_in_wmi",
        row="asr-wmi-persistence",
        title="Programs that anchor themselves in a WMI event subscription are blocked or recorded",
        why=(
            "A subscription starts code again after every restart without a file, a service or a task that "
            "anybody would look at."
        ),
        setting=text(RULES, "e6db77e5-3df2-4cf1-b95a-636979351e5b"),
        accept=OneOf(("1", "2")),
        want="2",
        absent_means="0",
        severity=Severity.MEDIUM,
        breaks=(
            "In block mode it can stop the event subscriptions that management and monitoring agents set up. It "
            "is left in audit (2), as Azure Local does; block only after the events show no agent of yours. The "
            "rule takes no exclusions."
        ),
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278652", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
        benchmarks={"CIS": exactly("1")},
    ),
    control(
        "windows.attack_surface.no_obfuscated_scripts",
        row="asr-block-obfuscated-scripts",
        title="Scripts that hide what they do are blocked or recorded",
        why=(
            "Administrators seldom have reason to disguise a script; malware does so to get past scanners that "
            "compare text."
        ),
        setting=text(RULES, "5beb7efe-fd9a-4556-801d-275e5ffc04cc"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.MEDIUM,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213461", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_downloads_started_by_scripts",
        row="asr-block-script-download",
        title="JavaScript and VBScript that start a downloaded program are blocked or recorded",
        why=(
            "A small script that fetches the real malware is the usual first stage, and no server role needs "
            "such a script."
        ),
        setting=text(RULES, "d3e037e1-3eb8-44c8-a917-57927947596d"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.MEDIUM,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213460", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_untrusted_usb_programs",
        row="asr-block-usb-untrusted",
        title="Untrusted and unsigned programs on USB drives are blocked or recorded",
        why=(
            "A drive that somebody plugs in at the rack otherwise runs any program on a host that holds many "
            "virtual machines."
        ),
        setting=text(RULES, "b2b3f03d-6a65-4f7b-a9c7-1c7ef74a9ba4"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.MEDIUM,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278649", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_web_shells",
        row="asr-block-webshell",
        title="Web shells are blocked or recorded when they are written on a server",
        why=(
            "A script dropped into a web server's folder gives an intruder a command line over HTTP that "
            "outlives the patch of the hole it came through."
        ),
        setting=text(RULES, "a8f5898e-1dc8-49a9-9878-85004b8a61e6"),
        accept=OneOf(("1", "2")),
        want="1",
        absent_means="0",
        severity=Severity.MEDIUM,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_restart_in_safe_mode",
        row="asr-block-safe-mode-reboot",
        title="Commands that restart the host in safe mode are blocked or recorded",
        why="In safe mode most security software does not run, which ransomware uses to encrypt undisturbed.",
        setting=text(RULES, "33ddedf1-c6e0-47cb-833e-de6133960387"),
        accept=OneOf(("1", "2")),
        want="2",
        absent_means="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_copied_system_tools",
        row="asr-block-copied-system-tools",
        title="Copies and impostors of Windows' own tools are blocked or recorded",
        why=("A renamed copy of a system tool slips past rules and logs that go by the name or place of the original."),
        setting=text(RULES, "c0033c00-d16d-4114-a5a0-dc9b3a7d2ceb"),
        accept=OneOf(("1", "2")),
        want="2",
        absent_means="0",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.office_starts_nothing",
        row="asr-block-office-child",
        title="The rule against Office programs that start other programs blocks, records or is off",
        why=(
            "A macro that starts PowerShell is how many intrusions begin. Where no Office is installed the rule "
            "has nothing to do, so being off is accepted; it costs nothing to have it on."
        ),
        setting=text(RULES, "d4f940ab-401b-4efc-aadc-ad5f3c50688a"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213457", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.office_writes_no_programs",
        row="asr-block-office-executable-content",
        title="The rule against Office programs that write executable files blocks, records or is off",
        why=(
            "A document that drops a program on the disk has survived as malware even after Office is closed. "
            "Where no Office is installed the rule has nothing to do."
        ),
        setting=text(RULES, "3b576869-a4ec-4529-8536-b80a7769e899"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213458", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.office_injects_nothing",
        row="asr-block-office-injection",
        title="The rule against Office programs that put code into others blocks, records or is off",
        why=(
            "Code injected into another process runs under that process's name and rights and hides where it "
            "came from. Where no Office is installed the rule has nothing to do."
        ),
        setting=text(RULES, "75668c1f-73b5-4cf0-bb93-3ecf5cb7cc84"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213459", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.macros_call_no_windows_functions",
        row="asr-block-office-macro-win32",
        title="The rule against macros that call Windows functions blocks, records or is off",
        why=(
            "With Win32 calls a macro loads code straight into memory, where no file is left to be scanned. "
            "Where no Office is installed the rule has nothing to do."
        ),
        setting=text(RULES, "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(
            cis="18.10.42.6.1.2.6.1 L1 (2022v3)",
            stig="V-213462",
            microsoft="ws2022, ws2025-defender-2510, azlocal-2506",
        ),
    ),
    control(
        "windows.attack_surface.outlook_starts_nothing",
        row="asr-block-office-communication-child",
        title="The rule against Outlook starting other programs blocks, records or is off",
        why=(
            "A mail with an exploit or a planted rule can otherwise make Outlook start malware. Nobody should "
            "read mail on a host; without Outlook the rule has nothing to do."
        ),
        setting=text(RULES, "26190899-1602-49e8-8b27-eb1d0a1ce869"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278654", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.no_programs_from_mail",
        row="asr-block-email-executables",
        title="The rule against programs and scripts that arrive by mail blocks, records or is off",
        why=(
            "Attachments that run when they are opened remain the commonest way in. Without a mail program on "
            "the host the rule has nothing to do."
        ),
        setting=text(RULES, "be9ba2d9-53ea-4cdc-84e5-9b1eeee46550"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-213456", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
    control(
        "windows.attack_surface.adobe_reader_starts_nothing",
        row="asr-block-adobe-child",
        title="The rule against Adobe Reader starting other programs blocks, records or is off",
        why=(
            "A PDF that exploits the reader has to start another program to get any further. Where Adobe Reader "
            "is not installed the rule has nothing to do."
        ),
        setting=text(RULES, "7674ba52-37eb-4a4f-a9a1-f0f9a1619a2c"),
        accept=OneOf(("1", "2", "0")),
        want="1",
        absent_means="0",
        severity=Severity.LOW,
        refs=refs(cis="18.10.43.6.1.2 L1", stig="V-278647", microsoft="ws2022, ws2025-defender-2510, azlocal-2506"),
    ),
)
