"""The mail's HTML for the frame: as it arrives, or as a reader's settings would have it.

    View.html ─▶ pictures from the mail itself ─▶ light or dark ─▶ links that lead nowhere

The frame may run nothing and load nothing: no script, no form, no request, and a link would open
a window that the frame may not open.
"""

import re
from typing import Final

from rundbrief.preview import View

# `allow-same-origin` lets our page measure and replace what is in the frame; without
# `allow-scripts` nothing in it can run to make use of that (HTML, "sandboxing flags").
POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
# The attendance list: its own styles, and nothing else.
SHEET_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
# What is true, and what is not, on every screen.
NONE: Final = "data:,"  # a picture of nothing: its words are shown
TRUE, FALSE = "(min-width: 0)", "(max-width: 0)"
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)


def mail_html(shown: View, tab: str) -> str:
    """What stands in the frame on that tab."""
    html = shown.html
    for address, picture in shown.pictures:
        html = html.replace(address, NONE if tab == "blocked" else picture)
    scheme = "dark" if tab == "dark" else "light"
    html = _SCHEME.sub(lambda asked: TRUE if asked[1].lower() == scheme else FALSE, html)
    # The browser's own dark mode must not colour what the mail leaves open.
    ours = f'<base target="_blank"><style>:root {{ color-scheme: {scheme} }}</style>'
    return _HEAD.sub(lambda head: head[0] + ours, html, count=1)
