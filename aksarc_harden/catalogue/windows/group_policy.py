"""Group Policy: when a host applies it."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, refs
from aksarc_harden.model.control import Evidence, Severity
from aksarc_harden.model.rule import Equals, OneOf

REGISTRY = r"SOFTWARE\Policies\Microsoft\Windows\Group Policy\{35378EAC-683F-11D2-A89A-00C04FBBCFA2}"
SECURITY = r"SOFTWARE\Policies\Microsoft\Windows\Group Policy\{827D319E-6EAC-11D2-A4EA-00C04F79F83A}"

CONTROLS = (
    control(
        "windows.group_policy.registry_in_background",
        row="gpo-registry-background",
        title="Registry settings of Group Policy are applied in the background as well",
        why="A server runs for months without a restart; a new policy would otherwise wait until then.",
        setting=dword(REGISTRY, "NoBackgroundPolicy"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        refs=refs(cis="18.9.19.2 L1", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.group_policy.registry_reapplied",
        row="gpo-registry-reapply",
        title="Registry settings of Group Policy are applied again even where no policy has changed",
        why=(
            "A setting that an intruder or an installer turned around is otherwise left so until somebody edits "
            "the policy."
        ),
        setting=dword(REGISTRY, "NoGPOListChanges"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        refs=refs(
            cis="18.9.19.3 L1", stig="V-254345", microsoft="ws2019, ws2022, ws2025-2510, azlocal-2411, azlocal-2506"
        ),
    ),
    control(
        "windows.group_policy.security_in_background",
        row="gpo-security-background",
        title="Security settings of Group Policy are applied in the background as well",
        why=("A right that was taken away or a stricter rule for passwords would otherwise wait for the next restart."),
        setting=dword(SECURITY, "NoBackgroundPolicy"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        breaks=(
            "unknown: whether a policy of the site reverts CredSSP or TrustedHosts while a deployment needs "
            "them; look at the policies in force on the hosts first"
        ),
        refs=refs(cis="18.9.19.4 L1"),
    ),
    control(
        "windows.group_policy.security_reapplied",
        row="gpo-security-reapply",
        title="Security settings of Group Policy are applied again even where no policy has changed",
        why="A right that an intruder gave to an account is otherwise left there until somebody edits the policy.",
        setting=dword(SECURITY, "NoGPOListChanges"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.MEDIUM,
        breaks=(
            "unknown: whether a deployment is under way; policy applied again takes back temporary changes of "
            "CredSSP or TrustedHosts in the middle of it"
        ),
        refs=refs(cis="18.9.19.5 L1"),
    ),
    control(
        "windows.group_policy.background_refresh",
        row="gpo-background-refresh-on",
        title="Group Policy is refreshed while the host runs",
        why="Without the refresh a new or repaired policy reaches a host at its next restart only.",
        setting=dword(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "DisableBkGndGroupPolicy"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.MEDIUM,
        refs=refs(cis="18.9.19.7 L1", microsoft="ws2025-2510, azlocal-2506"),
    ),
)
