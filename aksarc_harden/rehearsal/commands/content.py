"""The content commands on files: Get-Content, Set-Content, Add-Content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aksarc_harden.model.values import Bag, Int64, WireValue
from aksarc_harden.rehearsal.binder.net_types import as_list
from aksarc_harden.rehearsal.interpreter.call import Call, Cmdlet, Values, is_on, name_of
from aksarc_harden.rehearsal.interpreter.failures import FailureRaised, not_supported
from aksarc_harden.rehearsal.interpreter.objects import Object, text_of
from aksarc_harden.rehearsal.providers.encodings import decode, encode, encoding_of
from aksarc_harden.rehearsal.providers.files import lines_of
from aksarc_harden.rehearsal.providers.paths import Place, ProviderName


class GetContent(Cmdlet):
    """Read files, as lines or whole; an empty file gives nothing."""

    def process(self, values: Values, item: Object) -> Iterator[Object]:
        """Give each file's text."""
        for place in self.call.places(values):
            try:
                yield from self._read(place, values)
            except FailureRaised as raised:
                self.call.voice.error(raised.failure)

    def _read(self, place: Place, values: Values) -> Iterator[Object]:
        if place.provider is ProviderName.ENVIRONMENT:
            yield self.call.drives.environment.value(place)
            return
        if place.provider is ProviderName.VARIABLE:
            yield self.call.drives.variables.value(place)
            return
        if place.provider is not ProviderName.FILES:
            raise not_supported(f"Get-Content on {place.provider}")
        text = self.call.drives.files.read_text(place, encoding_of(name_of(values.get("Encoding"))))
        lines = [text] if is_on(values.get("Raw")) and text else list(lines_of(text))
        added = self.call.drives.files.added(place)
        for number, line in enumerate(lines[: _limit(values)], start=1):
            noted: dict[str, WireValue] = {**added, "ReadCount": Int64(number)}
            yield Bag(noted, base=line, extended=frozenset(noted))


def _limit(values: Values) -> int | None:
    count = values.get("TotalCount")
    return int(count) if isinstance(count, int) and count >= 0 else None


class SetContent(Cmdlet):
    """Write files anew; each value is a line of its own."""

    keeps_old = False

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._lines: dict[Place, list[str]] = {}
        self._values: Values = {}

    def process(self, values: Values, item: Object) -> Iterable[Object]:
        """Collect the values of each file."""
        self._values = values
        given = as_list(values.get("Value"))
        lines = [text_of(values.get("Value"))] if given is None else [text_of(each) for each in given]
        for place in self.call.places(values, existing=False):
            if place.provider is not ProviderName.FILES:
                raise not_supported(f"{self.call.voice.command} on {place.provider}")
            self._lines.setdefault(place, []).extend(lines)
        return ()

    def end(self) -> Iterator[Object]:
        """Write the files."""
        encoding = encoding_of(name_of(self._values.get("Encoding")))
        code_page = self.call.host.machine.code_page
        line_end = "" if is_on(self._values.get("NoNewline")) else "\r\n"
        for place, lines in self._lines.items():
            if not self.call.should_process():
                continue
            old = self.call.drives.files.content(place) if self.keeps_old else b""
            text = decode(old, encoding, code_page) + "".join(line + line_end for line in lines)
            try:
                self.call.drives.files.write(
                    place, encode(text, encoding, code_page), "GetContentWriterDirectoryNotFoundError", "ObjectNotFound"
                )
            except FailureRaised as raised:
                if raised.failure.category == "NotSpecified":
                    raise  # a folder ends the command (tried on the Windows engine)
                self.call.voice.error(raised.failure)
                continue
            if is_on(self._values.get("PassThru")):
                yield from lines


class AddContent(SetContent):
    """Add lines to files."""

    keeps_old = True


COMMANDS: dict[str, Callable[..., Cmdlet]] = {
    "Add-Content": AddContent,
    "Get-Content": GetContent,
    "Set-Content": SetContent,
}
