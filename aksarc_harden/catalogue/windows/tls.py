"""TLS: ciphers, hashes, key exchange and .NET's use of it; the protocol versions are in tls_protocols."""

from __future__ import annotations

from aksarc_harden.catalogue.row import control, dword, lines, refs, text
from aksarc_harden.model.control import Evidence, Reboot, Severity
from aksarc_harden.model.host import Platform
from aksarc_harden.model.rule import Equals, OneOf, Ordered, Range

SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
SSL = r"SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002"
CIPHER_SUITES = (
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
)

CONTROLS = (
    control(
        "windows.tls.server_no_tls10",
        row="tls-tls10-server-disabled",
        title="Services do not offer TLS 1.0",
        why="TLS 1.0 rests on broken hashes and allows downgrades.",
        setting=dword(rf"{SCHANNEL}\Protocols\TLS 1.0\Server", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks="Older SDN, backup and monitoring agents may know nothing newer: look at their documentation first.",
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.server_tls12",
        row="tls-tls12-server-enabled",
        title="Services offer TLS 1.2",
        why="Arc, the container registry and the AKS end points need it, and so does WinRM over HTTPS.",
        setting=dword(rf"{SCHANNEL}\Protocols\TLS 1.2\Server", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF)),
        want=1,
        absent_means=1,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.no_rc4_40",
        row="tls-cipher-rc4-40-128-off",
        title="The cipher RC4 with 40 bits is off",
        why="It can be broken while the connection lasts.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC4 40/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.no_rc4_128",
        row="tls-cipher-rc4-128-128-off",
        title="The cipher RC4 with 128 bits is off",
        why="Its output gives the plain text away after enough connections.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC4 128/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.aes_256",
        row="tls-cipher-aes-256-256-on",
        title="The cipher AES with 256 bits is on",
        why=(
            "Half of the accepted cipher suites need it, the first choice among them; switched off by mistake, "
            "connections fall back to AES-128 or fail."
        ),
        setting=dword(rf"{SCHANNEL}\Ciphers\AES 256/256", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF), or_absent=True),
        want=1,
        absent_means=0xFFFF_FFFF,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks="unknown: no baseline for these hosts lists the value; on is also what Schannel does without it",
    ),
    control(
        "windows.tls.dh_2048_bits",
        row="tls-kex-dh-server-min-bits",
        title="Diffie-Hellman keys of services have at least 2048 bits",
        why="Shorter groups can be broken by well-funded attackers, once for all connections that use them.",
        setting=dword(rf"{SCHANNEL}\KeyExchangeAlgorithms\Diffie-Hellman", "ServerMinKeyBitLength"),
        accept=Range(2048),
        want=2048,
        absent_means=2048,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; clients that know only shorter keys can no "
            "longer connect while Diffie-Hellman is on"
        ),
    ),
    control(
        "windows.tls.cipher_suites",
        row="tls-cipher-suite-order",
        title="TLS takes the ten accepted cipher suites in their order",
        why="What is not listed cannot be negotiated, so no client can talk a service down to a weak suite.",
        setting=text(SSL, "Functions"),
        accept=Ordered(CIPHER_SUITES),
        want=",".join(CIPHER_SUITES),
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks="Narrowed further, WinRM over HTTPS may no longer find a suite; this list ships with Azure Local.",
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.tls.curves",
        row="tls-ecc-curves",
        title="TLS takes the curves NistP384 and NistP256, in this order",
        why=(
            "Both are approved for official use by the authorities that publish such lists; curve25519 is not by "
            "all of them, and is left out."
        ),
        setting=lines(SSL, "EccCurves"),
        accept=Ordered(("NistP384", "NistP256")),
        want=("NistP384", "NistP256"),
        absent_means=("curve25519", "NistP256", "NistP384"),
        absent_evidence=Evidence.MEMORY,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="ws2025-2510, azlocal-2411, azlocal-2506"),
    ),
    control(
        "windows.tls.dotnet_strong_crypto",
        row="tls-dotnet4-strong-crypto",
        title=".NET programs use strong cryptography by default",
        why="Older programs on .NET 4 otherwise ask for protocols that the host no longer offers, or weaker ones.",
        setting=dword(r"SOFTWARE\Microsoft\.NETFramework\v4.0.30319", "SchUseStrongCrypto"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        can_cut_access=("tls",),
        breaks=(
            "unknown: not seen on these hosts; a program that reaches peers with nothing newer than TLS 1.0 "
            "would lose them"
        ),
    ),
    control(
        "windows.tls.no_null_cipher",
        row="tls-cipher-null-off",
        title="TLS without encryption (the NULL cipher) is off",
        why=(
            "A connection with the NULL cipher is signed but not encrypted, so everything on it can be read on the way."
        ),
        setting=dword(rf"{SCHANNEL}\Ciphers\NULL", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; Schannel does not offer it of its own accord, "
            "and a program that asks for it would fail"
        ),
    ),
    control(
        "windows.tls.no_des",
        row="tls-cipher-des-56-56-off",
        title="The cipher DES is off",
        why="Its 56 bits can be searched through within days, and all that was recorded is then open.",
        setting=dword(rf"{SCHANNEL}\Ciphers\DES 56/56", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; a peer that has nothing but DES can no longer "
            "connect"
        ),
    ),
    control(
        "windows.tls.no_rc2_40",
        row="tls-cipher-rc2-40-128-off",
        title="The cipher RC2 with 40 bits is off",
        why="Keys of 40 bits were made weak for export and are searched through in minutes today.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC2 40/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; a peer that has nothing but RC2 can no longer "
            "connect"
        ),
    ),
    control(
        "windows.tls.no_rc2_56",
        row="tls-cipher-rc2-56-128-off",
        title="The cipher RC2 with 56 bits is off",
        why="Keys of 56 bits can be searched through within days, after which recorded connections can be read.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC2 56/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; a peer that has nothing but RC2 can no longer "
            "connect"
        ),
    ),
    control(
        "windows.tls.no_rc2_128",
        row="tls-cipher-rc2-128-128-off",
        title="The cipher RC2 with 128 bits is off",
        why=(
            "RC2 works on blocks of 64 bits, which begin to give away their contents on long connections, and no "
            "current protocol needs it."
        ),
        setting=dword(rf"{SCHANNEL}\Ciphers\RC2 128/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; a peer that has nothing but RC2 can no longer "
            "connect"
        ),
    ),
    control(
        "windows.tls.no_rc4_56",
        row="tls-cipher-rc4-56-128-off",
        title="The cipher RC4 with 56 bits is off",
        why="A key of 56 bits can be searched through within days, on top of what RC4 gives away by itself.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC4 56/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.no_rc4_64",
        row="tls-cipher-rc4-64-128-off",
        title="The cipher RC4 with 64 bits is off",
        why="RC4 gives plain text away after enough connections, whatever the length of its key.",
        setting=dword(rf"{SCHANNEL}\Ciphers\RC4 64/128", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.HIGH,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; a peer that has nothing but RC4 can no longer "
            "connect"
        ),
    ),
    control(
        "windows.tls.no_triple_des",
        row="tls-cipher-triple-des-168-off",
        title="The cipher Triple DES is off",
        why=("Its blocks of 64 bits repeat on long connections, from which a listener recovers cookies and passwords."),
        setting=dword(rf"{SCHANNEL}\Ciphers\Triple DES 168", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.aes_128",
        row="tls-cipher-aes-128-128-on",
        title="The cipher AES with 128 bits is on",
        why=(
            "Half of the accepted cipher suites need it; switched off by mistake, peers that offer only these "
            "can no longer connect."
        ),
        setting=dword(rf"{SCHANNEL}\Ciphers\AES 128/128", "Enabled"),
        accept=OneOf((1, 0xFFFF_FFFF), or_absent=True),
        want=1,
        absent_means=0xFFFF_FFFF,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks="unknown: no baseline for these hosts lists the value; on is also what Schannel does without it",
    ),
    control(
        "windows.tls.no_md5",
        row="tls-hash-md5-off",
        title="The hash MD5 is off in TLS",
        why="Two texts with the same MD5 are made in seconds, so a check that rests on it proves nothing.",
        setting=dword(rf"{SCHANNEL}\Hashes\MD5", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.no_sha1",
        row="tls-hash-sha1-off",
        title="The hash SHA-1 is off in TLS",
        why="Collisions of SHA-1 can be bought, so a signature over it no longer proves who is at the other end.",
        setting=dword(rf"{SCHANNEL}\Hashes\SHA", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        severity=Severity.LOW,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: Azure Stack HCI has it in its lists of 2310 to 2411 only; peers that still sign with SHA-1 "
            "can no longer connect, so try it on one node first"
        ),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.no_finite_field_dh",
        row="tls-kex-dh-off",
        title="Key exchange by Diffie-Hellman over finite fields is off on Azure Stack HCI",
        why=(
            "Its groups are shared by many servers and can be prepared for in advance; the elliptic curves give "
            "the same forward secrecy without that."
        ),
        setting=dword(rf"{SCHANNEL}\KeyExchangeAlgorithms\Diffie-Hellman", "Enabled"),
        accept=Equals(0),
        want=0,
        absent_means=0xFFFF_FFFF,
        absent_evidence=Evidence.MEMORY,
        severity=Severity.LOW,
        platforms=frozenset({Platform.AZSHCI22H2}),
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        refs=refs(microsoft="azlocal-2411"),
    ),
    control(
        "windows.tls.dh_client_2048_bits",
        row="tls-kex-dh-client-min-bits",
        title="Clients take Diffie-Hellman keys of at least 2048 bits",
        why="A service or a machine in between could otherwise talk the client down to a group that can be broken.",
        setting=dword(rf"{SCHANNEL}\KeyExchangeAlgorithms\Diffie-Hellman", "ClientMinKeyBitLength"),
        accept=Range(2048),
        want=2048,
        absent_means=1024,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; services with shorter keys can no longer be "
            "reached while Diffie-Hellman is on"
        ),
    ),
    control(
        "windows.tls.rsa_client_2048_bits",
        row="tls-kex-rsa-client-min-bits",
        title="Clients take RSA keys of at least 2048 bits",
        why="RSA keys of 1024 bits are within reach of well-funded attackers, who can then pose as the service.",
        setting=dword(rf"{SCHANNEL}\KeyExchangeAlgorithms\PKCS", "ClientMinKeyBitLength"),
        accept=Range(2048),
        want=2048,
        absent_means=1024,
        severity=Severity.MEDIUM,
        needs_reboot=Reboot.YES,
        can_cut_access=("tls",),
        breaks=(
            "unknown: no baseline for these hosts lists the value; devices with old certificates of 1024 bits "
            "can no longer be reached"
        ),
    ),
    control(
        "windows.tls.dotnet_system_protocols",
        row="tls-dotnet4-system-tls",
        title=".NET programs use the protocols of the operating system",
        why=(
            "Programs for older versions of .NET otherwise bring a list of protocols of their own, which neither "
            "learns TLS 1.3 nor drops TLS 1.0."
        ),
        setting=dword(r"SOFTWARE\Microsoft\.NETFramework\v4.0.30319", "SystemDefaultTlsVersions"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        can_cut_access=("tls",),
        breaks=(
            "unknown: not seen on these hosts; a program that reaches peers with nothing newer than TLS 1.0 "
            "would lose them"
        ),
    ),
    control(
        "windows.tls.dotnet_strong_crypto_32bit",
        row="tls-dotnet4-strong-crypto-wow64",
        title="32-bit .NET programs use strong cryptography by default",
        why=(
            "32-bit programs read a place of their own; without it they go on asking for protocols that the host "
            "no longer offers, or weaker ones."
        ),
        setting=dword(r"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319", "SchUseStrongCrypto"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        can_cut_access=("tls",),
        breaks=(
            "unknown: not seen on these hosts; a 32-bit program that reaches peers with nothing newer than TLS "
            "1.0 would lose them"
        ),
    ),
    control(
        "windows.tls.dotnet_system_protocols_32bit",
        row="tls-dotnet4-system-tls-wow64",
        title="32-bit .NET programs use the protocols of the operating system",
        why=(
            "32-bit programs read a place of their own; without it they bring a list of protocols that may still "
            "hold TLS 1.0."
        ),
        setting=dword(r"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319", "SystemDefaultTlsVersions"),
        accept=Equals(1),
        want=1,
        severity=Severity.MEDIUM,
        can_cut_access=("tls",),
        breaks=(
            "unknown: not seen on these hosts; a 32-bit program that reaches peers with nothing newer than TLS "
            "1.0 would lose them"
        ),
    ),
)
