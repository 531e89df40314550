"""Drives a headless Chromium over its debugging pipe: pages, what they ask the network for, pictures, print."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

WAIT_SECONDS = 60
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip


def chromium() -> str:
    """Find the browser, or skip."""
    found = os.environ.get("AKSARC_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("AKSARC_CHROMIUM names no browser and no chromium is on PATH (Debian's package: chromium)")
    return found


class Browser:
    """One tab; every event that Chromium reports is kept in `events`."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask Chromium and wait for the answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + WAIT_SECONDS
        while b"\0" not in self._buffer:
            readable, _, _ = select.select([self._reading], [], [], until - time.monotonic())
            assert readable, "Chromium did not answer in time"
            part = os.read(self._reading, 1 << 20)
            assert part, "Chromium ended"
            self._buffer += part
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, page: Path, *, width: int = 1400, height: int = 1000) -> None:
        """Open a file and wait until it is loaded."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        self.await_event("Page.loadEventFired")

    def await_event(self, method: str) -> dict[str, Any]:
        """Wait until Chromium reports an event."""
        while True:
            for event in self.events:
                if event.get("method") == method:
                    return event
            self.events.append(self._next())

    def evaluate(self, script: str) -> Any:
        """Run a script in the page and give its value; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def named(self, method: str) -> list[dict[str, Any]]:
        """Give what Chromium reported under a name since the page was opened."""
        return [event["params"] for event in self.events if event.get("method") == method]

    def picture(self, file: Path, *, top: int = 0, height: int | None = None) -> None:
        """Write a picture of the page, or of a strip of it."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": top, "width": size["width"], "height": height or size["height"], "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))

    def printed(self) -> bytes:
        """Print the page as a PDF."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser with a profile of its own, and end it."""
    program = chromium()
    # Chromium reads commands from its descriptor 3 and writes answers to its descriptor 4.
    their_reading, our_writing = os.pipe()
    our_reading, their_writing = os.pipe()
    shell = 'exec "$@" 3<&"$AKSARC_IN" 4>&"$AKSARC_OUT"'
    process = subprocess.Popen(
        ["bash", "-c", shell, "chromium", program, *_FLAGS, f"--user-data-dir={folder / 'profile'}", "about:blank"],
        pass_fds=(their_reading, their_writing), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=os.environ | {"AKSARC_IN": str(their_reading), "AKSARC_OUT": str(their_writing)},
    )  # fmt: skip
    os.close(their_reading)
    os.close(their_writing)
    try:
        yield Browser(our_reading, our_writing)
    finally:
        os.close(our_writing)  # Chromium ends when its pipe does
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(our_reading)
