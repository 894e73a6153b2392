"""The preview shows a mail's pictures without asking anyone: as data, once for all mails."""

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from rundbrief.desk import Desk, preview

LOGO = (Path(__file__).parents[2] / "examples" / "logo.png").read_bytes()
ADDRESS = f"data:image/png;base64,{b64encode(LOGO).decode()}"


def made(desk: Desk) -> str:
    page, problems = preview(desk, language="de")
    assert page is not None, problems
    return page


def test_once_for_all_mails(desk: Desk) -> None:
    """What the HTML calls `cid:` is in the page as `data:`, once however many mails show it."""
    page = made(desk)

    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    ((cid, address),) = data["pictures"].items()
    assert address == ADDRESS
    assert all(cid in view["html"] for group in data["groups"] for view in group["views"])
    assert page.count(ADDRESS) == 1


def test_seen(desk: Desk, page: Page, foreign_requests: list[str]) -> None:
    """The reader of the preview sees the logo in the mail, and nobody is asked for it."""
    page.set_content(made(desk))

    logo = page.frame_locator("iframe").locator("img")
    logo.wait_for()
    assert logo.evaluate("picture => picture.naturalWidth") == 144
    assert foreign_requests == []
