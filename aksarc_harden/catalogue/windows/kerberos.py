"""Kerberos: ciphers, certificates, and the tickets of the domain."""

from __future__ import annotations

from aksarc_harden.catalogue.row import SERVERS, control, dword, exactly, refs
from aksarc_harden.model.control import Departure, Evidence, Scope, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Range
from aksarc_harden.model.setting import AccountPolicy, PolicySection

KERBEROS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters"

CONTROLS = (
    control(
        "windows.kerberos.aes_only",
        row="kerberos-aes-only",
        title="Kerberos uses AES, neither DES nor RC4",
        why="Tickets under RC4 can be cracked off line to gain the password of a service account.",
        setting=dword(KERBEROS, "SupportedEncryptionTypes"),
        accept=OneOf((2147483624, 2147483632, 2147483640)),
        want=2147483640,
        absent_means=2147483644,
        severity=Severity.HIGH,
        can_cut_access=("kerberos",),
        breaks=(
            "Accounts in the directory that only know RC4 can no longer be reached: check "
            "msDS-SupportedEncryptionTypes of cluster and service accounts first."
        ),
        refs=refs(cis="2.3.11.4 L1", stig="V-254473", microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.kerberos.certificate_hashes_governed",
        row="kerberos-pkinit-hash-config",
        title="A policy says which hash algorithms sign-ins with certificates use",
        why="The values for the single algorithms are ignored until this one is 1.",
        setting=dword(KERBEROS, "PKINITHashAlgorithmConfigurationEnabled"),
        accept=Equals(1),
        want=1,
        absent_means=0,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("kerberos",),
        breaks=(
            "unknown: Azure Local calls these settings able to break sign-ins between nodes; no case was found. "
            "Change one node first."
        ),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.kerberos.certificate_sha1",
        row="kerberos-pkinit-sha1",
        title="SHA-1 is refused in sign-ins with certificates, or left to Windows' own default",
        why=(
            "Certificates and signatures over SHA-1 can be forged with enough money; a policy should not keep it "
            "going where Windows gives it up."
        ),
        setting=dword(KERBEROS, "PKINITSHA1"),
        accept=OneOf((0, 1)),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("kerberos",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.kerberos.certificate_sha256",
        row="kerberos-pkinit-sha256",
        title="SHA-256 can be used in sign-ins with certificates",
        why=(
            "It is what takes over when SHA-1 is refused; refusing it as well would end such sign-ins or keep "
            "the old algorithm alive."
        ),
        setting=dword(KERBEROS, "PKINITSHA256"),
        accept=Range(1, 3),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("kerberos",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.kerberos.certificate_sha384",
        row="kerberos-pkinit-sha384",
        title="SHA-384 can be used in sign-ins with certificates",
        why=("Certificates of stricter authorities use it; refusing it would shut out their holders and gain nothing."),
        setting=dword(KERBEROS, "PKINITSHA384"),
        accept=Range(1, 3),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("kerberos",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.kerberos.certificate_sha512",
        row="kerberos-pkinit-sha512",
        title="SHA-512 can be used in sign-ins with certificates",
        why=("Certificates of stricter authorities use it; refusing it would shut out their holders and gain nothing."),
        setting=dword(KERBEROS, "PKINITSHA512"),
        accept=Range(1, 3),
        want=1,
        absent_means=1,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.WS2025}),
        can_cut_access=("kerberos",),
        refs=refs(microsoft="ws2025-2510, azlocal-2506"),
    ),
    control(
        "windows.kerberos.device_certificate",
        row="kerberos-device-certificate-enabled",
        title="The host signs in to the domain with its certificate where it can, where a benchmark asks for it",
        why=("A certificate cannot be guessed as a password can. Every value passes here, for no Microsoft list asks."),
        setting=dword(KERBEROS, "DevicePKInitEnabled"),
        accept=OneOf((0, 1), or_absent=True),
        want=1,
        absent_means=1,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.9.23.1 L2"),
        benchmarks={"CIS": exactly(1)},
    ),
    control(
        "windows.kerberos.device_certificate_not_forced",
        row="kerberos-device-certificate-automatic",
        title="A host without a usable certificate signs in to the domain with its password",
        why="With certificates enforced a host whose certificate has expired is cut off from the domain.",
        setting=dword(KERBEROS, "DevicePKInitBehavior"),
        accept=OneOf((0,), or_absent=True),
        want=0,
        absent_means=0,
        severity=Severity.LOW,
        platforms=SERVERS,
        refs=refs(cis="18.9.23.1 L2"),
        benchmarks={"CIS": exactly(0)},
    ),
    control(
        "windows.kerberos.strong_certificate_binding_dc",
        row="dc-strong-certificate-binding",
        title="Domain controllers check that a certificate belongs to the account that signs in with it",
        why=(
            "Otherwise a certificate under somebody else's name opens their account (CVE-2022-26923). Current "
            "updates ignore the value and always check; 2 refuses weak mappings, 1 only records some."
        ),
        setting=dword(r"SYSTEM\CurrentControlSet\Services\Kdc", "StrongCertificateBindingEnforcement"),
        accept=OneOf((1, 2), or_absent=True),
        want=1,
        absent_means=2,
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("kerberos", "logon"),
        breaks=(
            "unknown: domain controllers only; sign-ins with certificates that have no strong mapping fail at 2, "
            "and whether an estate has any shows in event 39 of the KDC."
        ),
        refs=refs(stig="V-271426"),
        benchmarks={"STIG": Departure(1, OneOf((1, 2)))},
    ),
    control(
        "windows.kerberos.rights_checked_per_ticket_dc",
        row="dc-kerberos-validate-client",
        title="Domain controllers check an account's sign-in rights for each service ticket",
        why=(
            "Otherwise somebody whose rights were taken away keeps getting tickets for as long as the first one lasts."
        ),
        setting=AccountPolicy("TicketValidateClient", PolicySection.KERBEROS),
        accept=Equals(1),
        want=1,
        absent_means=None,
        default="1",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=frozenset({Platform.WS2019, Platform.WS2022}),
        breaks=(
            "unknown: the policy is the domain's and the value its default; a domain GPO that says otherwise "
            "writes its own back."
        ),
        refs=refs(stig="V-254386"),
    ),
    control(
        "windows.kerberos.service_ticket_age_dc",
        row="dc-kerberos-service-ticket-age",
        title="Service tickets end after 10 minutes to 10 hours",
        why="A stolen ticket opens its service until it ends, whatever happens to the account meanwhile.",
        setting=AccountPolicy("MaxServiceAge", PolicySection.KERBEROS),
        accept=Range(10, 600),
        want=600,
        absent_means=None,
        default="600",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("kerberos",),
        breaks=(
            "unknown: the policy is the domain's and the wanted value its default; a domain GPO that says "
            "otherwise writes its own back."
        ),
        refs=refs(stig="V-254387"),
    ),
    control(
        "windows.kerberos.user_ticket_age_dc",
        row="dc-kerberos-user-ticket-age",
        title="Ticket-granting tickets end after at most 10 hours",
        why=(
            "A stolen ticket-granting ticket is as good as the password until it ends; 0 would mean that it never does."
        ),
        setting=AccountPolicy("MaxTicketAge", PolicySection.KERBEROS),
        accept=Range(1, 10),
        want=10,
        absent_means=None,
        default="10",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("kerberos",),
        breaks=(
            "unknown: the policy is the domain's and the wanted value its default; a domain GPO that says "
            "otherwise writes its own back."
        ),
        refs=refs(stig="V-254388"),
    ),
    control(
        "windows.kerberos.renewal_age_dc",
        row="dc-kerberos-renewal-age",
        title="Tickets can be renewed for at most 7 days",
        why="Whoever steals a ticket can renew it for as long without ever knowing the password.",
        setting=AccountPolicy("MaxRenewAge", PolicySection.KERBEROS),
        accept=Range(1, 7),
        want=7,
        absent_means=None,
        default="7",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("kerberos",),
        breaks=(
            "unknown: the policy is the domain's and the wanted value its default; a domain GPO that says "
            "otherwise writes its own back."
        ),
        refs=refs(stig="V-254389"),
    ),
    control(
        "windows.kerberos.clock_skew_dc",
        row="dc-kerberos-clock-skew",
        title="Clocks may differ by at most 5 minutes for Kerberos",
        why="The wider the tolerance, the longer somebody can replay what was recorded of a sign-in.",
        setting=AccountPolicy("MaxClockSkew", PolicySection.KERBEROS),
        accept=Range(1, 5),
        want=5,
        absent_means=None,
        default="5",
        severity=Severity.MEDIUM,
        scope=Scope.DC,
        platforms=SERVERS,
        can_cut_access=("kerberos",),
        breaks=(
            "unknown: the policy is the domain's and the wanted value its default; nodes of AKS have to be "
            "within two minutes of each other anyway."
        ),
        refs=refs(stig="V-254390"),
    ),
)
