"""The commands about session and machine: variables, location, cultures, the clock, which commands there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from aksarc_harden.model.values import TICKS_PER_SECOND, Bag, DateTime, EnumValue, WireValue
from aksarc_harden.rehearsal.host.statement_log import utc_now
from aksarc_harden.rehearsal.interpreter.call import Cmdlet, Values, is_on, texts_of
from aksarc_harden.rehearsal.interpreter.failures import AUTOMATION, failure
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of
from aksarc_harden.rehearsal.interpreter.wildcard import has_wildcards, matches
from aksarc_harden.rehearsal.providers.names import variable_object

# LCID, display name, three-letter ISO and Windows names of the cultures that hosts are rehearsed in
_CULTURES = {
    "en-US": (1033, "English (United States)", "eng", "ENU"),
    "ja-JP": (1041, "日本語 (日本)", "jpn", "JPN"),
    "de-DE": (1031, "Deutsch (Deutschland)", "deu", "DEU"),
}


class GetVariable(Cmdlet):
    """Give variables of the runspace."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each variable, with -ValueOnly its value."""
        runspace = self.call.runspace
        for wanted in texts_of(values.get("Name")) or ["*"]:
            found = [pair for pair in runspace.variables.values() if matches(wanted, pair[0])]
            if not found and not has_wildcards(wanted):
                exception = AUTOMATION + "ItemNotFoundException"
                raised = failure(
                    "VariableNotFound", "ObjectNotFound", exception, "variable-not-found", wanted, name=wanted
                )
                self.call.voice.error(raised.failure)
            for name, value in sorted(found, key=lambda pair: pair[0].lower()):
                yield value if is_on(values.get("ValueOnly")) else variable_object(name, value)


class SetVariable(Cmdlet):
    """Set variables of the runspace."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Set each name to the value."""
        for name in texts_of(values.get("Name")):
            self.call.runspace.set_variable(name, values.get("Value"))
            if is_on(values.get("PassThru")):
                yield variable_object(name, values.get("Value"))


class GetCommand(Cmdlet):
    """Say which commands and programs there are: the errors of the absent ones first, then the others."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each command that was asked for by name."""
        found: list[Bag] = []
        for wanted in texts_of(values.get("Name")) or ["*"]:
            if has_wildcards(wanted):
                names = [name for name in self.call.directory.names() if matches(wanted, name)]
            else:
                known = self.call.directory.find(wanted)
                names = [known] if known else []
            if not names and not has_wildcards(wanted):
                self._absent(wanted)
            found += [_command_object(name) for name in names]
        yield from found

    def _absent(self, name: str) -> None:
        exception = AUTOMATION + "CommandNotFoundException"
        raised = failure("CommandNotFoundException", "ObjectNotFound", exception, "command-not-found", name, name=name)
        self.call.voice.error(raised.failure)


def _command_object(name: str) -> Bag:
    is_program = name.lower().endswith(".exe")
    kind = "ApplicationInfo" if is_program else "CmdletInfo"
    command_type = EnumValue(
        AUTOMATION + "CommandTypes", "Application" if is_program else "Cmdlet", 32 if is_program else 8
    )
    bare = name.rpartition("\\")[2] if is_program else name
    properties: dict[str, WireValue] = {"Name": bare, "CommandType": command_type, "Definition": name}
    return Bag(properties, (AUTOMATION + kind, AUTOMATION + "CommandInfo", "System.Object"), bare)


class GetCulture(Cmdlet):
    """Give the culture of the session."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give it as a CultureInfo."""
        name = self.call.host.machine.culture
        lcid, shown, iso, windows = _CULTURES.get(name, (127, name, name[:3], name[:3].upper()))
        properties: dict[str, WireValue] = {
            "LCID": lcid,
            "Name": name,
            "DisplayName": shown,
            "IetfLanguageTag": name,
            "ThreeLetterISOLanguageName": iso,
            "ThreeLetterWindowsLanguageName": windows,
            "TwoLetterISOLanguageName": name[:2],
        }
        yield Bag(properties, ("System.Globalization.CultureInfo", "System.Object"), name)


class GetDate(Cmdlet):
    """Give the time."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give it in UTC; no other zone is simulated."""
        passed = utc_now().replace(tzinfo=None) - datetime(1, 1, 1)  # noqa: DTZ001 — a difference of two naive times
        ticks = (passed.days * 86_400 + passed.seconds) * TICKS_PER_SECOND + passed.microseconds * 10
        yield DateTime(ticks, 0)


class GetLocation(Cmdlet):
    """Give the location."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give it as a PathInfo."""
        path = self.call.runspace.location
        properties: dict[str, WireValue] = {
            "Drive": path[:1],
            "Provider": "Microsoft.PowerShell.Core\\FileSystem",
            "ProviderPath": path,
            "Path": path,
        }
        yield Bag(properties, (AUTOMATION + "PathInfo", "System.Object"), path)


class SetLocation(Cmdlet):
    """Change the location, to a folder of the drive."""

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Go there."""
        for place in self.call.places(values):
            if self.call.drives.files.is_container(place):
                self.call.runspace.location = place.inner
        return ()


class JoinPath(Cmdlet):
    """Join two parts of a path."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give them with one backslash between."""
        child = text_of(values.get("ChildPath")).lstrip("\\")
        for path in texts_of(values.get("Path")):
            yield f"{path.rstrip(chr(92))}\\{child}"


class ResolvePath(Cmdlet):
    """Give the full paths of what is there."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each as a PathInfo."""
        for place in self.call.places(values):
            properties: dict[str, WireValue] = {"ProviderPath": place.inner, "Path": place.inner}
            yield Bag(properties, (AUTOMATION + "PathInfo", "System.Object"), place.inner)


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "Get-Command": GetCommand,
    "Get-Culture": GetCulture,
    "Get-Date": GetDate,
    "Get-Location": GetLocation,
    "Get-UICulture": GetCulture,
    "Get-Variable": GetVariable,
    "Join-Path": JoinPath,
    "Resolve-Path": ResolvePath,
    "Set-Location": SetLocation,
    "Set-Variable": SetVariable,
}
