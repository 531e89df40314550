"""
From Ansible's connection variables to an endpoint, so that one inventory serves `ansible-playbook` and us.

Names, defaults and their order: ansible-core 2.19, plugins/connection/psrp.py; where an option has several names the
last one set wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from aksarc_harden.errors import InputProblem
from aksarc_harden.model.host import Authentication, Endpoint, Scheme
from aksarc_harden.site.inventory import Entry, Wanted
from aksarc_harden.site.nearest import nearest, offer

USER = ("ansible_user", "ansible_psrp_user")
PASSWORD = ("ansible_password", "ansible_winrm_pass", "ansible_winrm_password")
_CONNECTION = ("ansible_connection",)
_ADDRESS = ("ansible_host", "ansible_psrp_host")
_PORT = ("ansible_port", "ansible_psrp_port")
_PROTOCOL = ("ansible_psrp_protocol",)
_AUTH = ("ansible_psrp_auth",)
_VALIDATION = ("ansible_psrp_cert_validation",)
_TRUST = ("ansible_psrp_cert_trust_path", "ansible_psrp_ca_cert")
_CONFIGURATION = ("ansible_psrp_configuration_name",)
_CONNECT_TIMEOUT = ("ansible_psrp_connection_timeout",)
_OPERATION_TIMEOUT = ("ansible_psrp_operation_timeout",)
_ENCRYPTION = ("ansible_psrp_message_encryption",)
_PATH = ("ansible_psrp_path",)

_NAMES = frozenset(
    USER + PASSWORD + _CONNECTION + _ADDRESS + _PORT + _PROTOCOL + _AUTH + _VALIDATION + _TRUST + _CONFIGURATION
    + _CONNECT_TIMEOUT + _OPERATION_TIMEOUT + _ENCRYPTION + _PATH
)  # fmt: skip
WANTED = Wanted(_NAMES, frozenset(PASSWORD))

# what only Ansible's own connection uses; it changes nothing about where and how we sign in
_ANSIBLWALONE = frozenset(
    f"ansible_psrp_{name}"
    for name in (
        "connection_backoff", "ignore_proxy", "max_envelope_size", "read_timeout", "reconnection_backoff",
        "reconnection_retries",
    )
)  # fmt: skip
_OTHER_CONNECTIONS = ("ansible_ssh_", "ansible_winrm_", "ansible_become", "ansible_paramiko_")
HTTP_PORT = 5985


def endpoint_of(entry: Entry, problems: list[InputProblem]) -> Endpoint:
    """
    Read one host's endpoint; what is wrong is added to the problems, and a default stands in its place.

    A problem that comes from a variable of a group names no host, so that it is one for all hosts of it.
    """
    return _Variables(entry, problems).endpoint()


def pick(entry: Entry, names: tuple[str, ...]) -> tuple[str, Any]:
    """Give name and value of the option's variable in force; its first name and None where none is set."""
    for name in reversed(names):
        if entry.variables.get(name) is not None:
            return name, entry.variables[name]
    return names[0], None


W = TypeVar("W", bound=StrEnum)


class _Variables:
    """The connection variables of one host, read one by one."""

    def __init__(self, entry: Entry, problems: list[InputProblem]) -> None:
        self._entry = entry
        self._problems = problems

    def endpoint(self) -> Endpoint:
        """Read them all."""
        self._problems.extend(self._misspelt())
        self._require(_CONNECTION, "psrp", "the hosts of this site are reached over psrp")
        self._allow(_PATH, ("wsman", "/wsman"), "no other path is supported")
        port = self._number(_PORT, None)
        scheme = self._word(_PROTOCOL, Scheme, Scheme.HTTP if port == HTTP_PORT else Scheme.HTTPS)
        authentication = self._word(_AUTH, Authentication, Authentication.NEGOTIATE)
        if scheme is Scheme.HTTP:
            self._check_http(authentication)
        validation = self._text(_VALIDATION, "validate")
        if validation not in ("validate", "ignore"):
            self._complain(_VALIDATION, "is none of the words allowed", "use validate or ignore")
        return Endpoint(
            address=self._text(_ADDRESS, self._entry.name),
            port=int(port or (HTTP_PORT if scheme is Scheme.HTTP else HTTP_PORT + 1)),
            scheme=scheme,
            authentication=authentication,
            trust=self._trust() if scheme is Scheme.HTTPS and validation != "ignore" else None,
            verify=validation != "ignore",
            configuration=self._text(_CONFIGURATION, Endpoint.configuration),
            connect_seconds=self._number(_CONNECT_TIMEOUT, Endpoint.connect_seconds) or Endpoint.connect_seconds,
            operation_seconds=self._number(_OPERATION_TIMEOUT, Endpoint.operation_seconds)
            or Endpoint.operation_seconds,
        )

    def _check_http(self, authentication: Authentication) -> None:
        if authentication is Authentication.BASIC:
            self._complain(_AUTH, "Basic over http would show the password", "use https, or negotiate", named=False)
        if self._text(_ENCRYPTION, "auto") == "never":
            self._complain(_ENCRYPTION, "http goes with message encryption only", "use https, or auto", named=False)

    def _trust(self) -> Path | None:
        text = self._text(_TRUST, "")
        if not text:
            return None
        file = Path(text).expanduser()
        if not file.is_file():
            self._complain(_TRUST, f"names {file}, which is no file", "name a file of CA certificates in PEM form")
        return file

    def _require(self, names: tuple[str, ...], word: str, cure: str) -> None:
        if pick(self._entry, names)[1] is None:
            self._entry_problem(f"has no {names[0]}", f"set {names[0]}: {word}; {cure}")
        else:
            self._allow(names, (word, f"ansible.builtin.{word}"), cure)

    def _allow(self, names: tuple[str, ...], words: tuple[str, ...], cure: str) -> None:
        value = pick(self._entry, names)[1]
        if value is not None and value not in words:
            self._complain(names, f"is not {words[0]}", cure)

    def _text(self, names: tuple[str, ...], default: str) -> str:
        value = pick(self._entry, names)[1]
        if value is None:
            return default
        if isinstance(value, str) and value:
            return value
        self._complain(names, "must be a text", "put it in quotes")
        return default

    def _number(self, names: tuple[str, ...], default: float | None) -> float | None:
        value = pick(self._entry, names)[1]
        if value is None:
            return default
        text = str(value)
        if not isinstance(value, bool) and text.isdecimal() and 0 < int(text) < 65536:
            return int(text)
        self._complain(names, "must be a whole number from 1 to 65535", "without quotes")
        return default

    def _word(self, names: tuple[str, ...], words: type[W], default: W) -> W:
        value = self._text(names, default)
        if value in set(words):
            return words(value)
        self._complain(names, "is none of the words supported", "use " + ", ".join(words))
        return default

    def _complain(self, names: tuple[str, ...], what: str, cure: str, named: bool = True) -> None:
        name = pick(self._entry, names)[0]
        place = self._entry.places.get(name, self._entry.place)
        self._problems.append(place.problem(f"{name} {what}" if named else what, cure))

    def _entry_problem(self, what: str, cure: str) -> None:
        self._problems.append(self._entry.place.problem(f"{self._entry.name} {what}", cure))

    def _misspelt(self) -> Iterator[InputProblem]:
        """Name variables that look like a connection variable and are none, and those that we do not support."""
        for name, place in self._entry.places.items():
            if name in _NAMES or name in _ANSIBLWALONE:
                continue
            if name.startswith("ansible_psrp_"):
                yield place.problem(f"{name} is not supported here", offer(name, _psrp_names()))
            elif not name.startswith(_OTHER_CONNECTIONS) and nearest(name, _NAMES, closeness=0.88) is not None:
                yield place.problem(f"{name} is no variable of Ansible's connections", offer(name, _NAMES))


def _psrp_names() -> list[str]:
    return [name for name in _NAMES if name.startswith("ansible_psrp_")]
