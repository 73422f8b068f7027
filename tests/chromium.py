"""A headless Chromium to test a page in, driven by its DevTools Protocol over a pipe: no library, no port.

A page is opened from the file system, as a user does; clicks and keys are real input events. Everything that the page
asks the network for, and everything that it complains of, is written down. Needs a POSIX system and Chromium or Chrome.
"""

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
from tempfile import TemporaryDirectory
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--remote-debugging-pipe",
)
KEYS = {" ": 32, "End": 35, "ArrowLeft": 37, "ArrowRight": 39, "l": 76}  # the codes of the keys that we press
PATIENCE = 60.0  # seconds


def find_chromium() -> str | None:
    """The path of the browser; None where there is none that can be driven."""
    found = (shutil.which(program) for program in PROGRAMS)
    return next(filter(None, found), None) if os.name == "posix" else None


class Page:
    """A page in a browser: `evaluate` asks its script, `click` and `press` are its user's hands."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write
        self._rest, self._number, self._session, self._target = b"", 0, "", ""
        self.requests: list[str] = []
        self.complaints: list[str] = []

    # ---- protocol

    def call(self, method: str, **parameters: Any) -> Any:
        """The result of a method of the protocol. Raises RuntimeError with what the browser says against it."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                break
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read], [], [], PATIENCE)
            more = os.read(self._read, 1 << 16) if ready else b""
            if not more:
                raise RuntimeError("the browser does not answer")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _note(self, event: dict[str, Any]) -> None:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(parameters["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in {"error", "warning", "assert"}:
            self.complaints.append(json.dumps(parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in {"error", "warning"}:
            self.complaints.append(parameters["entry"]["text"])

    # ---- hands and eyes

    def open(self, path: Path) -> None:
        """Open a file in a new tab instead of the one before, and wait until it is there."""
        before, self._session = self._target, ""
        self._target = self.call("Target.createTarget", url="about:blank")["targetId"]
        if before:
            self.call("Target.closeTarget", targetId=before)
        self._session = self.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.requests, self.complaints = [], []
        self.call("Page.navigate", url=path.absolute().as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def evaluate(self, script: str) -> Any:
        """The value of an expression (or what it promises) in the page. Raises RuntimeError with what it throws."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(json.dumps(done["exceptionDetails"]))
        return done["result"].get("value")

    def wait(self, script: str, patience: float = 20.0) -> None:
        """Wait until an expression is true. Raises TimeoutError."""
        end = time.monotonic() + patience
        while not self.evaluate(f"Boolean({script})"):
            if time.monotonic() > end:
                raise TimeoutError(script)
            time.sleep(0.02)

    def click(self, selector: str) -> None:
        """Click the middle of an element with the mouse."""
        box = f"document.querySelector({json.dumps(selector)})"
        self.evaluate(f"{box}.scrollIntoView({{block: 'center'}})")
        x, y, width, height = self.box(selector)
        self.click_at(x + width / 2, y + height / 2)

    def box(self, selector: str) -> list[float]:
        """The x, y, width and height of an element in the window."""
        rectangle = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        found: list[float] = self.evaluate(f"(({{x, y, width, height}}) => [x, y, width, height])({rectangle})")
        return found

    def click_at(self, x: float, y: float) -> None:
        """Click a place in the window."""
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def mouse(self, what: str, x: float, y: float, *, held: int = 0) -> None:
        """Let the mouse do one thing: "mousePressed", "mouseMoved" (`held` 1: button down), "mouseReleased"."""
        button = "none" if what == "mouseMoved" and not held else "left"
        self.call("Input.dispatchMouseEvent", type=what, x=x, y=y, button=button, buttons=held, clickCount=1)

    def press(self, key: str) -> None:
        """Press and let go one of `KEYS`."""
        codes = {"key": key, "windowsVirtualKeyCode": KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown", **codes)
        self.call("Input.dispatchKeyEvent", type="keyUp", **codes)

    def resize(self, width: int, height: int, *, dark: bool = False, mobile: bool = False) -> None:
        """Give the window a size in pixels, and the user a taste."""
        size = {"width": width, "height": height, "deviceScaleFactor": 2 if mobile else 1, "mobile": mobile}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        taste = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[taste])

    def screenshot(self) -> bytes:
        """What is seen, as a PNG file."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


@contextmanager
def browser(program: str, downloads: Path) -> Iterator[Page]:
    """A browser with no page yet; it is gone afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        to_browser, our_write = os.pipe()
        our_read, from_browser = os.pipe()
        # the protocol wants the descriptors 3 and 4, which a shell can hand on under any number
        shell = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        words = [program, *FLAGS, f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            ["bash", "-c", shell, *words],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        page = Page(our_read, our_write)
        try:
            page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
            yield page
        finally:
            os.close(our_write)
            os.close(our_read)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """A browser whose pipe is closed goes by itself; else it is made to."""
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
