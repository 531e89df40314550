"""
Reads what a client asks for, and builds the objects of a server's answers ([MS-PSRP] 2.2.2).

Property names are matched without case, as .NET does and as stock clients need. A field that the engine needs and
does not find is a `ProtocolError` (recordings/wire, a).
"""

from __future__ import annotations

from uuid import UUID

from aksarc_harden.errors import ProtocolError
from aksarc_harden.model.values import Bag, EnumValue, Int64, Items, Table, Version, WireValue
from aksarc_harden.psrp.server_events import (
    CommandMetadataAsked,
    Merges,
    PipelineAsked,
    ServedCommand,
    ServedStatement,
)

_MERGE_FIELDS = {
    "MergeError": "error",
    "MergeWarning": "warning",
    "MergeVerbose": "verbose",
    "MergeDebug": "debug",
    "MergeInformation": "information",
}
_HOST_FIELDS = frozenset(
    {"_isHostNull", "_isHostUINull", "_isHostRawUINull", "_useRunspaceHost", "_hostDefaultData"}
)  # [MS-PSRP] 2.2.3.14
_OUTPUT = 1  # PipelineResultTypes.Output, [MS-PSRP] 2.2.3.31

_DICTIONARY = (
    "System.Management.Automation.PSPrimitiveDictionary",
    "System.Collections.Hashtable",
    "System.Object",
)


def pipeline_asked(pipeline_id: UUID, body: WireValue) -> PipelineAsked:
    """Read CREATE_PIPELINE; ProtocolError where the engine would not answer."""
    asked = bag(body, "CREATE_PIPELINE")
    shell = bag(field(asked, "PowerShell"), "PowerShell")
    for owner, name in ((asked, "ApartmentState"), (asked, "RemoteStreamOptions"), (shell, "History")):
        field(owner, name)
    first = items(field(shell, "Cmds"), "Cmds")
    extra = shell.get("ExtraCmds")
    groups = [items(field(bag(one, "ExtraCmds"), "Cmds"), "Cmds") for one in items(extra, "ExtraCmds")] if extra else []
    statements = tuple([_statement(group) for group in groups or [first]])
    if not all(statements) or not first:
        raise ProtocolError("CREATE_PIPELINE with an empty statement")
    return PipelineAsked(
        pipeline_id,
        statements,
        has_input=not boolean(asked, "NoInput"),
        add_to_history=boolean(asked, "AddToHistory"),
        is_nested=boolean(asked, "IsNested") or boolean(shell, "IsNested"),
        redirects_errors=boolean(shell, "RedirectShellErrorOutputPipe"),
        host_info=_host(field(asked, "HostInfo")),
    )


def _host(value: WireValue) -> Bag | None:
    host = bag(value, "HostInfo")
    if not _HOST_FIELDS.issuperset(host.properties):
        raise ProtocolError("HostInfo with a field of another name; here the case counts")
    return None if host.get("_useRunspaceHost") is True else host


def _statement(group: tuple[WireValue, ...]) -> ServedStatement:
    return tuple([_command(bag(one, "a command")) for one in group])


def _command(asked: Bag) -> ServedCommand:
    name = field(asked, "Cmd")
    if not isinstance(name, str):
        raise ProtocolError("a command without a name")
    scope = field(asked, "UseLocalScope")
    arguments = tuple([_argument(bag(one, "an argument")) for one in items(field(asked, "Args"), "Args")])
    return ServedCommand(
        name, boolean(asked, "IsScript"), arguments, _merges(asked), None if scope is None else bool(scope)
    )


def _argument(asked: Bag) -> tuple[str | None, WireValue]:
    name = field(asked, "N")
    if name is not None and (not isinstance(name, str) or not name.strip()):
        raise ProtocolError("an argument whose name is empty or blank")
    return name, field(asked, "V")


def _merges(asked: Bag) -> Merges:
    own = result_type(field(asked, "MergeMyResult")), result_type(field(asked, "MergeToResult"))
    streams = frozenset(stream for name, stream in _MERGE_FIELDS.items() if result_type(asked.get(name)) == _OUTPUT)
    return Merges(streams, own, result_type(field(asked, "MergePreviousResults")))


def metadata_asked(pipeline_id: UUID, body: WireValue) -> CommandMetadataAsked:
    """Read GET_COMMAND_METADATA."""
    asked = bag(body, "GET_COMMAND_METADATA")
    names, spaces, arguments = asked.get("Name"), asked.get("Namespace"), asked.get("ArgumentList")
    return CommandMetadataAsked(
        pipeline_id,
        tuple(map(str, items(names, "Name"))) if names else (),
        result_type(asked.get("CommandType")),
        tuple(map(str, items(spaces, "Namespace"))) if spaces else (),
        items(arguments, "ArgumentList") if arguments else (),
    )


def bag(value: WireValue, what: str) -> Bag:
    """Give a property bag; ProtocolError for anything else."""
    if not isinstance(value, Bag):
        raise ProtocolError(f"{what} without properties")
    return value


def field(asked: Bag, name: str) -> WireValue:
    """Give a property that has to be there."""
    if name not in asked:
        raise ProtocolError(f"a message without {name}")
    return asked[name]


def items(value: WireValue, what: str) -> tuple[WireValue, ...]:
    """Give the items of a list."""
    if isinstance(value, Bag):
        value = value.base
    if not isinstance(value, tuple):
        raise ProtocolError(f"{what} that is no list")
    return value


def boolean(asked: Bag, name: str) -> bool:
    """Give a Boolean that has to be there."""
    value = field(asked, name)
    if not isinstance(value, bool):
        raise ProtocolError(f"{name} that is no Boolean")
    return value


def integer(asked: Bag, name: str) -> int:
    """Give an integer that has to be there."""
    value = field(asked, name)
    if isinstance(value, EnumValue):
        return value.number
    if not isinstance(value, int):
        raise ProtocolError(f"{name} that is no number")
    return int(value)


def result_type(value: WireValue) -> int:
    """Give an enumeration's number, which may have come as an object, a number or a name (recordings/wire, a)."""
    if isinstance(value, EnumValue):
        return value.number
    if isinstance(value, str):
        return _RESULT_TYPES.get(value.lower(), 0)
    return int(value) if isinstance(value, int) else 0


_RESULT_TYPES = {"none": 0, "output": 1, "error": 2, "warning": 3, "verbose": 4, "debug": 5, "all": 6, "null": 7}


CAPABILITY: dict[str, WireValue] = {
    "protocolversion": Version("2.3"),
    "PSVersion": Version("2.0"),
    "SerializationVersion": Version("1.1.0.1"),
}
"""SESSION_CAPABILITY as Windows PowerShell 5.1 and PowerShell 7 send it."""


def private_data(table: Table) -> dict[str, WireValue]:
    """Build APPLICATION_PRIVATE_DATA; the dictionaries in it are PSPrimitiveDictionary."""
    return {"ApplicationPrivateData": _primitive(table)}


def _primitive(value: WireValue) -> WireValue:
    if isinstance(value, Table):
        return Table(tuple([(key, _primitive(item)) for key, item in value.entries]), _DICTIONARY)
    return value


def message_record(stream: str, message: str) -> Bag:
    """Build the record of a warning, verbose or debug message."""
    kind = f"System.Management.Automation.{stream.capitalize()}Record"
    properties: dict[str, WireValue] = {
        "InformationalRecord_Message": message,
        "InformationalRecord_SerializeInvocationInfo": False,
    }
    types = (kind, "System.Management.Automation.InformationalRecord", "System.Object")
    return Bag(properties, types, message, extended=frozenset(properties))


def host_call(call_id: int, method: int, name: str, arguments: tuple[WireValue, ...]) -> dict[str, WireValue]:
    """Build a call of the client's host."""
    return {
        "ci": Int64(call_id),
        "mi": EnumValue("System.Management.Automation.Remoting.RemoteHostMethodId", name, method),
        "mp": Items(arguments, "LST", ("System.Collections.ArrayList", "System.Object")),
    }
