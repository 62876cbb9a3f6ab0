"""Drives pages of the project in a real Chromium without a screen, for tests and for `tools/screenshots.py`."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--use-gl=angle",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip
"""WebGL in software: a test machine has no graphics card."""
FRAMES = 2
"""Frames that a page draws before a picture of it: light and what was pressed are in them."""
DRAW = """
let left = arguments[0]; const done = arguments[1];
(function drawn() { if (left-- > 0) window.requestAnimationFrame(drawn); else done() })()
"""
HOLD = """
window.held = []; window.drawNext = window.requestAnimationFrame;
window.requestAnimationFrame = draw => { window.held.push(draw); return 0 }
"""
GO_ON = """
window.requestAnimationFrame = window.drawNext;
for (const draw of window.held) window.requestAnimationFrame(draw)
"""
"""Scripts: what a page would draw next is kept back, and then drawn."""
PRESS = """
const [label, hand, done] = arguments;
const fits = b => b.innerText.trim().startsWith(label) && !b.disabled;
setTimeout(() => {
  const button = [...document.querySelectorAll('button')].find(fits);
  if (button) button.click();
  done(button !== undefined)
}, hand)
"""
HAND = 100
"""Milliseconds before a press, by the page's clock. Viser's panel sends one change in 50 ms; of what is pressed or
typed within that time it sends the last alone, and drops the others. No hand is that fast, but a driver is."""
PATIENCE = 240.0
"""Longest wait for something on a page, in seconds: software draws a few pictures a second on a busy machine."""


class NoChromium(RuntimeError):
    """There is no Chromium here, or nothing to drive it with."""


class Chromium:
    """One window of Chromium on a page.

    url: of the page. Raises NoChromium."""

    def __init__(self, url: str, width: int = 1000, height: int = 700) -> None:
        try:
            from selenium import webdriver
        except ImportError as why:
            raise NoChromium("selenium is not installed") from why
        chromium, driver = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
        if chromium is None or driver is None:
            raise NoChromium("needs Chromium and chromedriver (apt-get install chromium chromium-driver)")
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        self.driver.command_executor.client_config.timeout = 2 * PATIENCE
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)
        self.driver.get(url)

    def text(self) -> str:
        """All that the page says."""
        return self.driver.execute_script("return document.body.innerText")

    def wait_for(self, *words: str) -> str:
        """Wait until the page says all of these, and return all that it says."""

        def said() -> str:
            text = self.text()
            return text if all(word in text for word in words) else ""

        return self.until(said, f"{words} on the page")

    def until(self, condition: Callable, what: str):
        """Wait until a condition holds, and return what it gave. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while not (found := condition()):
            if time.monotonic() > end:
                raise TimeoutError(f"no {what}; the page said:\n{self.text()}")
            time.sleep(0.2)
        return found

    def press(self, label: str) -> None:
        """Press the button whose label begins so. The page's own script does it: the mouse of a driver waits for each
        picture to be drawn. It takes as long as a hand, see HAND."""
        self.until(lambda: self.driver.execute_async_script(PRESS, label, HAND), f"button {label!r}")

    def key(self, key: str) -> None:
        """Press a key on the page, such as " " or "v"."""
        script = (
            "const e = {key: arguments[0], code: arguments[1], bubbles: true, cancelable: true};"
            "for (const kind of ['keydown', 'keyup']) document.body.dispatchEvent(new KeyboardEvent(kind, e))"
        )
        code = {" ": "Space"}.get(key, f"Key{key.upper()}" if key.isalpha() and len(key) == 1 else key)
        self.driver.execute_script(script, key, f"Digit{key}" if key.isdigit() else code)

    def type(self, words: str, enter: bool = True) -> None:
        """Type into the page's field for text."""
        from selenium.webdriver.common.by import By
        from selenium.webdriver.common.keys import Keys

        field = self.driver.find_element(By.CSS_SELECTOR, "form input")
        field.send_keys(words + (Keys.ENTER if enter else ""))

    def picture(self) -> np.ndarray:
        """The page as it looks, (height, width, 3) uint8.

        The page draws nothing meanwhile: Chromium takes no picture of one that is always drawing, in software."""
        from selenium.common.exceptions import TimeoutException

        def shot() -> bytes:
            try:
                return self.driver.get_screenshot_as_png()
            except TimeoutException:
                return b""

        self.driver.execute_async_script(DRAW, FRAMES)
        self.driver.execute_script(HOLD)
        try:
            return np.asarray(Image.open(io.BytesIO(self.until(shot, "picture"))).convert("RGB"))
        finally:
            self.driver.execute_script(GO_ON)

    def requested(self) -> set[str]:
        """Addresses that the page has asked for since the last call."""
        import json

        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}

    def errors(self) -> list[str]:
        """What the page's script complained about since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def close(self) -> None:
        self.driver.quit()

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
