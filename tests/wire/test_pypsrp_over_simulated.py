"""What only a simulated Windows host can show to stock pypsrp."""

from __future__ import annotations

from typing import Any

from pypsrp.complex_objects import ComplexObject, ObjectMeta

from tests.support.pypsrp_peer import open_pool, pipeline
from tests.support.rehearsal import RunningServer

KEY = r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Rehearsed"


def row(**properties: Any) -> ComplexObject:
    """Make a property bag, as pypsrp writes one."""
    made = ComplexObject()
    made._types = ["System.Management.Automation.PSCustomObject", "System.Object"]
    made._extended_properties = tuple((name, ObjectMeta(name=name)) for name in properties)
    for name, value in properties.items():
        setattr(made, name, value)
    return made


def test_what_one_pool_writes_another_reads(simulated_server: RunningServer) -> None:
    """Three hundred values written by one command's input objects are there for the next client."""
    rows = [row(LiteralPath=KEY, Name=f"Value{number}", PropertyType="DWord", Value=number) for number in range(300)]
    with open_pool(simulated_server) as pool:
        pipeline(pool, ("New-Item", {"Path": KEY})).invoke()
        writing = pipeline(pool, ("New-ItemProperty", {"Force": True}))
        writing.invoke(input=rows)
        assert not writing.streams.error
    with open_pool(simulated_server, "ntlm over http, encrypted") as pool:
        (read,) = pipeline(pool, ("Get-ItemProperty", {"LiteralPath": KEY})).invoke()
        values = {name: value for name, value in read.extended_properties.items() if name.startswith("Value")}
        assert values == {f"Value{number}": number for number in range(300)}


def test_an_input_that_fails_is_one_error(simulated_server: RunningServer) -> None:
    """The other inputs are done all the same, and in order."""
    rows = [
        row(LiteralPath=path, Name="Value", PropertyType="String", Value=path)
        for path in (r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE", r"Registry::HKEY_LOCAL_MACHINE\Nowhere")
    ]
    with open_pool(simulated_server) as pool:
        writing = pipeline(pool, ("New-ItemProperty", {"Force": True}))
        assert len(writing.invoke(input=rows)) == 1
        assert len(writing.streams.error) == 1
