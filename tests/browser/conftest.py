"""Debian's Chromium, driven without a window; tests that need it are skipped where it is not."""

from __future__ import annotations

import base64
import json
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network but this machine: the browser is driven through a socket."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in HERE:
            pytest.fail("a test reached for the network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@dataclass(frozen=True)
class Browser:
    """A browser, with what the tests ask of it."""

    driver: Any

    def open(self, path: Path, *, colours: str = "light", media: str = "screen") -> None:
        """Show a page, in light or dark colours, on screen or as it would be printed."""
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        self._command(
            "Emulation.setEmulatedMedia",
            media=media,
            features=[{"name": "prefers-color-scheme", "value": colours}],
        )
        self.driver.get(path.as_uri())

    def run(self, script: str) -> Any:
        """What a script returns in the page; scripts of the page itself are another matter."""
        return self.driver.execute_script(script)

    def requests(self) -> list[str]:
        """The addresses that the page asked for."""
        messages = [
            json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")
        ]
        return [
            m["params"]["request"]["url"]
            for m in messages
            if m["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the browser wrote to its console, such as a breach of the page's policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def violations(self) -> list[str]:
        """The accessibility rules of axe that the page breaks, with where it does."""
        import axe_core_python

        axe = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
        self.driver.execute_script(axe)
        found = self.driver.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
        )
        return [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def shoot(self, path: Path) -> Path:
        """A picture of the page from top to bottom."""
        shot = self._command("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    def print(self, path: Path) -> bytes:
        """The page as PDF."""
        made = base64.b64decode(self._command("Page.printToPDF", printBackground=True)["data"])
        path.write_bytes(made)
        return made

    def _command(self, name: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, arguments)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests of a run."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no Chromium here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    profile = tmp_path_factory.mktemp("chromium")
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,1000",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    opened = webdriver.Chrome(options=options, service=service)
    try:
        yield Browser(opened)
    finally:
        opened.quit()
