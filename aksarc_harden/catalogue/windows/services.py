"""Services: which ones run, and how they start."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf
from aksarc_harden.model.setting import Service

CONTROLS = (
    control(
        "windows.services.application_identity_automatic",
        row="service-appidsvc-auto",
        title="The Application Identity service starts by itself",
        why=(
            "Rules of AppLocker are enforced only while it runs; started by hand, there are none until somebody "
            "thinks of it."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\AppIDSvc", "Start"),
        accept=Equals(2),
        want=2,
        absent_means=None,
        default="3",
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.services.no_search_indexing",
        row="service-wsearch-disabled",
        title="The Windows Search service is disabled",
        why=(
            "It opens and parses every file that it indexes, with high rights, and nobody searches for documents "
            "on a host of virtual machines."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Wsearch", "Start"),
        accept=Equals(4),
        want=4,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.services.no_webdav_client",
        row="service-webclient-disabled",
        title="The WebDAV client service is disabled or not there",
        why=(
            "It lets somebody on the network make the host sign in over HTTP, where nothing is signed, and relay "
            "that sign-in to the directory."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\WebClient", "Start"),
        accept=OneOf((4,), or_absent=True),
        want=4,
        absent_means=None,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: whether an administrator opens WebDAV shares from the host; no component of AKS, MOC or "
            "clustering is known to"
        ),
    ),
    control(
        "windows.services.no_print_spooler",
        row="service-spooler-disabled",
        title="The print spooler is disabled",
        why=(
            "It runs as SYSTEM and answers over the network; its flaws and its calls back to any address have "
            "turned whole domains over, and nobody prints from these hosts."
        ),
        setting=Service("Spooler"),
        accept=Equals("Disabled"),
        want="Disabled",
        absent_means=None,
        default="Automatic",
        severity=Severity.HIGH,
        refs=refs(cis="5.2 L2, 5.1 L1 DC"),
    ),
)
