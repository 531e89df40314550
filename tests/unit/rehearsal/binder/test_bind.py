"""What the simulated host gets from the binder: values, common parameters, errors as records, input objects apart."""

from __future__ import annotations

import pytest

from aksarc_harden.contract.reader import load_contract
from aksarc_harden.model.answer import ErrorRecord
from aksarc_harden.model.values import Bag, EnumValue, WireValue
from aksarc_harden.rehearsal.binder import Binder, BindingError
from tests.support.binder_vectors import whole_contract

BINDER = Binder(load_contract())
MANAGEMENT = "Microsoft.PowerShell.Commands"


def refusal(name: str, *arguments: tuple[str | None, WireValue], has_input: bool = False) -> BindingError:
    """Bind what must be refused, and give the error."""
    with pytest.raises(BindingError) as caught:
        BINDER.bind(name, arguments, has_input=has_input)
    return caught.value


def test_values_and_common_parameters_come_apart() -> None:
    """A command sees its own parameters; what the engine adds is the engine's affair."""
    arguments: list[tuple[str | None, WireValue]]
    arguments = [("LiteralPath", "x"), ("ErrorAction", "Stop"), ("Confirm", False)]
    bound = BINDER.bind("Remove-Item", arguments, has_input=False)
    assert bound.values() == {"LiteralPath": ("x",)}
    assert bound.common == {
        "ErrorAction": EnumValue("System.Management.Automation.ActionPreference", "Stop", 1),
        "Confirm": False,
    }
    assert (bound.command.name, bound.parameter_set) == ("Remove-Item", "LiteralPath")


def test_a_command_is_bound_by_its_alias() -> None:
    """The alias finds the command, and the answer names the command."""
    assert BINDER.bind("select", [(None, "Name")], has_input=True).command.name == "Select-Object"


def test_an_unknown_command_is_the_callers_affair() -> None:
    """The host answers CommandNotFoundException itself."""
    with pytest.raises(KeyError):
        BINDER.bind("Get-Nothing", [], has_input=False)


def test_an_error_makes_the_record_that_the_caller_gets() -> None:
    """The full id ends with the name of the cmdlet's class; nothing in it is localized."""
    record = refusal("Get-Item", ("NoSuch", 1)).record()
    assert record == ErrorRecord(
        id=f"NamedParameterNotFound,{MANAGEMENT}.GetItemCommand",
        category="InvalidArgument",
        exception="System.Management.Automation.ParameterBindingException",
        message="Cannot bind parameter 'NoSuch'.",
        command="Get-Item",
    )


def test_an_error_never_repeats_a_value() -> None:
    """What was given may be a secret."""
    error = refusal("Get-Date", ("Year", "hunter2"))
    assert "hunter2" not in f"{error} {error.record()}"


def test_missing_parameters_are_named_together() -> None:
    """The exception lists them in the order of the syntax, with blanks between."""
    error = refusal("Clear-ItemProperty")
    assert (error.id, error.parameter) == ("MissingMandatoryParameter", "Path Name")


def test_the_first_argument_without_a_place_is_refused() -> None:
    """By name or by position, whichever stands first; an unknown name takes the next argument with it."""
    unknown, extra = ("NoSuch", 1), (None, "extra")
    filled = (("Year", 2026),)
    assert refusal("Get-Date", *filled, unknown, extra).id == "NamedParameterNotFound"
    assert refusal("Get-Host", extra, unknown).id == "PositionalParameterNotFound"
    assert refusal("Get-Host", unknown, extra).id == "NamedParameterNotFound"


def test_help_wins_over_everything_else() -> None:
    """`-?` runs Get-Help with the command's name, even where the rest is wrong."""
    bound = BINDER.bind("get-item", [("NoSuch", 1), ("-?", None)], has_input=False)
    assert (bound.command.name, bound.values()) == ("Get-Help", {"Name": "Get-Item"})


@pytest.mark.parametrize("name", ["Path", "-Path", "--Path", "-Path:", "-Path ", "\u2013Path", "Pat"])
def test_a_name_may_be_written_in_many_ways(name: str) -> None:
    """Dashes, a colon behind a dash, a prefix (recordings: wire, parameters)."""
    assert BINDER.bind("Get-Item", [(name, "x")], has_input=False).values() == {"Path": ("x",)}


def test_a_colon_without_a_dash_is_part_of_the_name() -> None:
    """Then no parameter has the name."""
    error = refusal("Get-Item", ("Path:", "x"))
    assert (error.id, error.parameter) == ("NamedParameterNotFound", "Path:")


def property_bag(**properties: WireValue) -> Bag:
    """Make an input object as a client sends it."""
    return Bag(properties)


def test_input_objects_fill_what_the_arguments_leave_open() -> None:
    """300 registry values are one New-ItemProperty: path, name, type and value come from each object."""
    bound = BINDER.bind("New-ItemProperty", [("Force", True)], has_input=True)
    item = property_bag(LiteralPath="k", Name="n", PropertyType="DWord", Value=1)
    chosen, values = bound.with_input(item)
    assert chosen == "LiteralPath"
    assert values == {"Force": True, "LiteralPath": ("k",), "Name": "n", "PropertyType": "DWord", "Value": 1}


def test_input_objects_are_bound_apart() -> None:
    """An object that does not bind is one error, itself the target; those around it bind as if it were not there."""
    bound = BINDER.bind("New-ItemProperty", [], has_input=True)
    good, bad = property_bag(LiteralPath="k", Name="n", Value=1), property_bag(LiteralPath="k", PropertyType="DWord")
    first = bound.with_input(good)
    with pytest.raises(BindingError) as caught:
        bound.with_input(bad)
    assert caught.value.record().target is bad
    assert not caught.value.terminating
    assert bound.with_input(good) == first
    assert bound.values() == {}


def test_a_propertys_type_is_any_text() -> None:
    """REG_NONE is none of the documented types, and the engine takes it; what it means is the provider's affair."""
    arguments: list[tuple[str | None, WireValue]] = [("LiteralPath", "k"), ("Name", "n"), ("PropertyType", "None")]
    assert BINDER.bind("New-ItemProperty", arguments, has_input=False).values()["PropertyType"] == "None"


def test_a_value_that_came_before_does_not_stay() -> None:
    """What one object gave is gone when the next one comes."""
    bound = BINDER.bind("New-ItemProperty", [("LiteralPath", "k")], has_input=True)
    assert bound.with_input(property_bag(Name="a", Value=1))[1]["Value"] == 1
    assert "Value" not in bound.with_input(property_bag(Name="b"))[1]


def test_an_object_of_another_command_brings_its_path() -> None:
    """PSPath is an alias of LiteralPath, and the text beneath an object counts as the text."""
    bound = BINDER.bind("Remove-Item", [], has_input=True)
    registry_key = Bag({"PSPath": "Registry::k", "Name": "k"}, ("Microsoft.Win32.RegistryKey",), text="k")
    assert bound.with_input(registry_key) == ("LiteralPath", {"LiteralPath": ("Registry::k",)})
    assert bound.with_input(Bag({}, ("System.String",), base="plain")) == ("Path", {"Path": ("plain",)})


def test_an_object_of_a_class_stays_one_between_commands_only() -> None:
    """A machine that a command put out binds as such; one that a client sends is a copy, and is none."""
    binder = Binder(whole_contract())
    machine = Bag({"Name": "vm1"}, ("Microsoft.HyperV.PowerShell.VirtualMachine",), text="vm1")
    bound = binder.bind("Start-VM", [], has_input=True)
    assert bound.with_input(machine)[1] == {"VM": (machine,)}
    with pytest.raises(BindingError, match="CannotConvertArgumentNoMessage"):
        binder.bind("Start-VM", [("VM", machine)], has_input=False)
    with pytest.raises(BindingError, match="CannotConvertArgumentNoMessage"):
        binder.bind("Start-VM", [("VM", [machine])], has_input=False)


def test_a_set_that_misses_something_leaves_input_to_the_default_first() -> None:
    """A service binds by its name: -DisplayName cannot come any more, so the default set is tried as a whole."""
    service = Bag({"Name": "bits"}, ("System.ServiceProcess.ServiceController",), text="bits")
    bound = BINDER.bind("Get-Service", [], has_input=True)
    assert bound.with_input(service) == ("Default", {"Name": ("bits",)})
