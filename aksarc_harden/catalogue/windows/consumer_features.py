"""Consumer features: what Windows has for people at home and a server does not need."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, OneOf

CONTENT = r"SOFTWARE\Policies\Microsoft\Windows\CloudContent"

CONTROLS = (
    control(
        "windows.consumer_features.no_suggested_apps",
        row="consumer-features-off",
        title="Windows brings no suggested apps and offers onto the host",
        why="Programs that nobody ordered, and the connections that fetch them, do not belong on a server.",
        setting=dword(CONTENT, "DisableWindowsConsumerFeatures"),
        accept=OneOf((1,), or_absent=True),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.10.13.3 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.no_account_content",
        row="consumer-account-content-off",
        title="Windows shows no content that belongs to a consumer's cloud account",
        why=(
            "The content is fetched over the internet for the account that is signed in and tells the service "
            "about its use; a host should talk to nobody without need."
        ),
        setting=dword(CONTENT, "DisableConsumerAccountStateContent"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.10.13.1 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.no_online_speech",
        row="speech-personalization-off",
        title="Speech recognition over the internet is off",
        why="What is said near the host would be sent to a cloud service, and servers have no use for it.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\InputPersonalization", "AllowInputPersonalization"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.1.2.2 L1", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.ink_workspace_locked_out",
        row="ink-workspace-restricted",
        title="The ink workspace cannot be reached from the lock screen",
        why="Whatever can be opened before sign-in is a way past it for somebody who stands at the machine.",
        setting=dword(r"SOFTWARE\Policies\Microsoft\WindowsInkWorkspace", "AllowWindowsInkWorkspace"),
        accept=OneOf((0, 1)),
        want=1,
        severity=Severity.LOW,
        breaks=(
            "unknown: no test on an AKS host is on record. The feature is for pens and touch screens, which a "
            "host seldom has."
        ),
        refs=refs(cis="18.10.80.2 L1", microsoft="ws2019, ws2022"),
    ),
    control(
        "windows.consumer_features.no_cross_device",
        row="cdp-off",
        title="The host takes no part in experiences across devices",
        why=(
            "Other devices of a user could otherwise find the host, hand activities and messages to it and open "
            "sessions in its apps."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\System", "EnableCdp"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.LOW,
        refs=refs(cis="18.9.19.6 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.no_connection_wizard",
        row="icw-off",
        title="The Internet Connection Wizard does not fetch lists of providers from Microsoft",
        why=(
            "The wizard is a leftover from dial-up days; it is one connection to the internet less that has to "
            "be explained."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Internet Connection Wizard", "ExitOnMSICW"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(cis="18.9.20.1.4 L2", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.no_inventory",
        row="appcompat-no-inventory",
        title="No inventory of the host's programs and drivers is sent to Microsoft",
        why=(
            "The list tells which versions run, and so which holes are open, to whoever gets hold of it; a "
            "server needs no advice on compatibility."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\AppCompat", "DisableInventory"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(stig="V-254351", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.consumer_features.no_index_of_encrypted_files",
        row="search-no-encrypted-indexing",
        title="Encrypted files are not put into the search index",
        why=(
            "The index would hold words of encrypted files in the clear, where somebody without their key can "
            "read them."
        ),
        setting=dword(r"SOFTWARE\Policies\Microsoft\Windows\Windows Search", "AllowIndexingEncryptedStoresOrItems"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        refs=refs(
            cis="18.10.59.3 L1", stig="V-254372", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
)
