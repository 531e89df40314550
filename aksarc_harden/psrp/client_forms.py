"""
Writes what the client asks for: the bodies of its messages ([MS-PSRP] 2.2.2), in the smallest form the engine reads.

Enumerations as numbers, no type names, no RefIds: 339 bytes a statement instead of 650 (recordings/wire README, a).
"""

from __future__ import annotations

from collections.abc import Sequence

from aksarc_harden.errors import UnwritableError
from aksarc_harden.model.statement import Command, Statement
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.clixml_escapes import escape
from aksarc_harden.psrp.clixml_writer import ARGUMENT_LEVELS, INPUT_LEVELS, Encrypt, Writer

_THREADS = '<I32 N="ApartmentState">2</I32>'  # ApartmentState Unknown, [MS-PSRP] 2.2.3.7
_HOST = (
    '<Obj N="HostInfo"><MS><B N="_isHostNull">true</B><B N="_isHostUINull">true</B>'
    '<B N="_isHostRawUINull">true</B>{}</MS></Obj>'
)
_OWN_HOST = _HOST.format('<B N="_useRunspaceHost">false</B>')
_POOL_HOST = _HOST.format('<B N="_useRunspaceHost">true</B>')
_COMMAND_REST = (
    '<B N="IsScript">false</B><Nil N="UseLocalScope" /><I32 N="MergeMyResult">0</I32>'
    '<I32 N="MergeToResult">0</I32><I32 N="MergePreviousResults">0</I32><Obj N="Args"><LST>'
)

SESSION_CAPABILITY = (
    '<Obj RefId="0"><MS><Version N="protocolversion">2.3</Version><Version N="PSVersion">2.0</Version>'
    '<Version N="SerializationVersion">1.1.0.1</Version></MS></Obj>'
)
"""The versions of [MS-PSRP] 2.2.2.1 that PowerShell 5.1 and 7 send; PSVersion is 2.0 in both."""


def open_pool(min_runspaces: int, max_runspaces: int) -> str:
    """Write INIT_RUNSPACEPOOL for a pool without a host: nobody could answer a prompt."""
    return (
        f'<Obj><MS><I32 N="MinRunspaces">{min_runspaces}</I32><I32 N="MaxRunspaces">{max_runspaces}</I32>'
        f'<I32 N="PSThreadOptions">0</I32>{_THREADS}{_OWN_HOST}<Nil N="ApplicationArguments" /></MS></Obj>'
    )


def public_key(key: str) -> str:
    """Write PUBLIC_KEY."""
    return f'<Obj><MS><S N="PublicKey">{key}</S></MS></Obj>'


def create_pipeline(statements: Sequence[Statement], *, has_input: bool, encrypt: Encrypt | None) -> str:
    """
    Write CREATE_PIPELINE: one statement lies in Cmds alone, several in ExtraCmds, the first also in Cmds.

    Raises:
        UnwritableError: no statement, no command, or an argument that the engine could not read.
    """
    if not statements:
        raise UnwritableError("a pipeline without a statement")
    writer = Writer(encrypt, terse=True)
    several = len(statements) > 1
    no_input = "false" if has_input else "true"
    writer.parts.append(
        f'<Obj><MS><B N="NoInput">{no_input}</B>{_THREADS}<I32 N="RemoteStreamOptions">0</I32>'
        f'<B N="AddToHistory">false</B>{_POOL_HOST}<Obj N="PowerShell"><MS><B N="IsNested">false</B>'
    )
    if several:
        writer.parts.append('<Obj N="ExtraCmds"><LST>')
        for statement in statements:
            writer.parts.append("<Obj><MS>")
            _add_commands(writer, statement.commands)
            writer.parts.append("</MS></Obj>")
        writer.parts.append("</LST></Obj>")
    _add_commands(writer, statements[0].commands)
    writer.parts.append(
        '<Nil N="History" /><B N="RedirectShellErrorOutputPipe">false</B></MS></Obj>'
        '<B N="IsNested">false</B></MS></Obj>'
    )
    return "".join(writer.parts)


def _add_commands(writer: Writer, commands: Sequence[Command]) -> None:
    if not commands:
        raise UnwritableError("a statement without a command")
    writer.parts.append('<Obj N="Cmds"><LST>')
    for command in commands:
        if not command.name:
            raise UnwritableError("a command without a name")
        writer.parts.append(f'<Obj><MS><S N="Cmd">{escape(command.name)}</S>{_COMMAND_REST}')
        for name, value in command.arguments:
            _add_argument(writer, name, value)
        writer.parts.append("</LST></Obj></MS></Obj>")
    writer.parts.append("</LST></Obj>")


def _add_argument(writer: Writer, name: str | None, value: WireValue) -> None:
    if name is None:
        writer.parts.append('<Obj><MS><Nil N="N" />')
    elif name.strip(" -:\t\r\n"):
        writer.parts.append(f'<Obj><MS><S N="N">{escape(name)}</S>')
    else:
        raise UnwritableError("a parameter without a name")
    writer.add(value, ' N="V"', ARGUMENT_LEVELS)
    writer.parts.append("</MS></Obj>")


def pipeline_input(value: WireValue, encrypt: Encrypt | None) -> str:
    """Write PIPELINE_INPUT; UnwritableError for an object that the engine would lose. A null has an empty body."""
    if value is None:
        return ""  # the engine drops a Nil without a word (tried)
    writer = Writer(encrypt, terse=True)
    writer.add(value, "", INPUT_LEVELS)
    return "".join(writer.parts)
