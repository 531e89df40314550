"""The command that lets some objects pass: Where-Object by a property; script blocks are not simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aksarc_harden.model.values import WireValue
from aksarc_harden.rehearsal.interpreter.call import Cmdlet, Values, is_on, name_of
from aksarc_harden.rehearsal.interpreter.failures import not_supported
from aksarc_harden.rehearsal.interpreter.objects import Object, properties_of, text_of

_COMPARED = ("EQ", "NE")


class WhereObject(Cmdlet):
    """Let objects pass whose property equals a value, or does not."""

    takes_items = True

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give the object if it passes; a property is read when its object arrives, not before."""
        wanted = name_of(values.get("Property"))
        operator = next((name for name in _COMPARED if is_on(values.get(name))), None)
        if wanted is None or operator is None:
            raise not_supported("Where-Object with anything but -EQ and -NE of a property")
        have = next((value for name, value in properties_of(item).items() if name.lower() == wanted.lower()), None)
        if _equal(have, values.get("Value")) == (operator == "EQ"):
            yield item


def _equal(left: WireValue, right: WireValue) -> bool:
    """Compare as `-eq` does: numbers as numbers, text without case, null with null alone."""
    if left is None or right is None:
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return text_of(left).lower() == text_of(right).lower()


COMMANDS: dict[str, Callable[..., Cmdlet]] = {"Where-Object": WhereObject}
