"""Downloads: SmartScreen, the mark of origin, feeds."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs, text
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf

FEEDS = r"SOFTWARE\Policies\Microsoft\Internet Explorer\Feeds"

CONTROLS = (
    control(
        "windows.downloads.smartscreen",
        row="smartscreen-on",
        title="SmartScreen judges downloaded programs before they start",
        why=(
            "A program that came from the internet and that nobody knows is the commonest carrier of malware; "
            "without the check it starts at once."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "EnableSmartScreen"),
        accept=Equals(1),
        want=1,
        absent_means=1,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.10.76.2.1 L1", stig="V-254361", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.downloads.smartscreen_blocks",
        row="smartscreen-block",
        title="SmartScreen's warning about a program cannot be passed over",
        why="A warning that a click takes away is clicked away; a host has no need for programs of doubtful origin.",
        setting=text(r"SOFTWARE\Policies\Microsoft\Windows\System", "ShellSmartScreenLevel"),
        accept=Equals("Block"),
        want="Block",
        absent_means="Warn",
        severity=Severity.MEDIUM,
        refs=refs(cis="18.10.76.2.1 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.downloads.origin_mark_kept",
        row="explorer-keep-motw",
        title="Files copied from insecure places keep the mark that says so",
        why=(
            "SmartScreen and Office go by that mark; a file from a share on the internet that has lost it opens "
            "as if it were local."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Explorer", "DisableMotWOnInsecurePathCopy"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2022, Platform.WS2025}),
        breaks=(
            "unknown: no test on an AKS host is on record. Scripts and installers that are copied from such a "
            "share may have to be unblocked before they run unattended."
        ),
        refs=refs(cis="18.10.29.2 L1"),
    ),
    control(
        "windows.downloads.no_feed_attachments",
        row="ie-no-feed-enclosures",
        title="Attachments of RSS feeds are not downloaded",
        why="A feed could otherwise place files on the host without anybody having asked for them.",
        setting=dword(FEEDS, "DisableEnclosureDownload"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(
            cis="18.10.58.1 L1", stig="V-254370", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.downloads.no_clear_text_feed_logon",
        row="ie-no-basic-feed-auth",
        title="No password is sent in clear text to an RSS feed",
        why="Basic authentication over HTTP shows user name and password to everybody on the way.",
        setting=dword(FEEDS, "AllowBasicAuthInClear"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        platforms=SERVERS,
        refs=refs(cis="18.10.58.2 L1", stig="V-254371"),
        benchmarks={"CIS": exactly(0), "STIG": exactly(0)},
    ),
)
