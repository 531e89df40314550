"""Asks a simulated host without any protocol: statements in, what the caller hears out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aksarc_harden.contract.reader import load_contract
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.host import Platform, Role
from aksarc_harden.model.statement import Statement
from aksarc_harden.model.values import WireValue
from aksarc_harden.psrp.server_events import ServedCommand, ServedStatement
from aksarc_harden.rehearsal.host import Machine, SimulatedHost
from aksarc_harden.rehearsal.interpreter.batch import Batch
from aksarc_harden.rehearsal.interpreter.events import Ended, EndState, ErrorWritten, Output
from aksarc_harden.rehearsal.interpreter.runspace import WINDOWS_POWERSHELL, Engine, Runspace
from aksarc_harden.rehearsal.interpreter.statement import Interpreter

WORK = r"C:\Windows\Temp\aksarc-test"
SECEDIT, REG, ICACLS = (rf"C:\Windows\System32\{name}.exe" for name in ("secedit", "reg", "icacls"))


@dataclass
class Heard:
    """What the caller of one pipeline heard; `order` has outputs, error records and the end as they came."""

    output: list[WireValue] = field(default_factory=list)
    errors: list[ErrorRecord] = field(default_factory=list)
    state: EndState | None = None
    end: ErrorRecord | None = None
    order: list[object] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The error records' ids without the commands' classes."""
        return [record.short_id for record in self.errors]


class Asker:
    """One runspace on a simulated host."""

    def __init__(self, host: SimulatedHost, engine: Engine = WINDOWS_POWERSHELL) -> None:
        self.host = host
        self.interpreter = Interpreter(Runspace(host, engine), load_contract())

    def ask(self, *statements: Statement, inputs: Iterable[WireValue] | None = None) -> Heard:
        """Run a batch of statements."""
        given = [value for each in statements for value in each.inputs]
        return self.serve([served(each) for each in statements], given or inputs)

    def serve(self, statements: Sequence[ServedStatement], inputs: Iterable[WireValue] | None = None) -> Heard:
        """Run a batch as a client's bytes would ask for it."""
        heard = Heard()
        for event in Batch(self.interpreter, "pipeline", statements, inputs).run():
            if isinstance(event, Output):
                heard.output.append(event.value)
                heard.order.append(event.value)
            elif isinstance(event, ErrorWritten):
                heard.errors.append(event.record)
                heard.order.append(event.record)
            elif isinstance(event, Ended):
                assert heard.state is None, "the caller heard two ends"
                heard.state, heard.end = event.state, event.record
                heard.order.append(event)
        return heard


def served(statement: Statement) -> ServedStatement:
    """Give a statement as the server role reads it."""
    return tuple(ServedCommand(each.name, False, each.arguments) for each in statement.commands)


def a_machine(**fields: Any) -> Machine:
    """Build a node of the cluster."""
    values: dict[str, Any] = {
        "name": "hci-node1",
        "role": Role.HYPERV_HOST,
        "platform": Platform.AZSHCI22H2,
        "domain": "corp.example",
        "netbios_domain": "CORP",
        "account": "CORP\\operator",
    }
    return Machine(**(values | fields))


def an_asker(**fields: Any) -> Asker:
    """Build a host that keeps its state in memory, and a runspace on it."""
    return Asker(SimulatedHost(a_machine(**fields)))
