"""Styles written into the elements, for mail clients that read no style sheets: premailer, tamed.

    HTML with <style> ─▶ inline_styles ─▶ style="…"; doctype and Outlook's comments kept

`<style data-premailer="ignore">` stays as it is (media queries, dark mode, Outlook's hooks). Opens
no socket and reads no file: a linked style sheet is left alone. Marks come through unchanged, as
they are letters and digits.
"""

import logging
import re
from functools import lru_cache
from typing import Any, Final

from premailer import Premailer

_DOCTYPE: Final = re.compile(r"\s*<!doctype[^>]*>\s*", re.IGNORECASE)

# What is downlevel-revealed (<!--[if !mso]><!-->) is two comments to an HTML parser and comes back
# as written; a bare <![if …]> would be lost, so it is refused in the tests of the stock templates.
_SETTINGS: Final = {
    "keep_style_tags": False,
    "strip_important": False,
    # Word's engine obeys width="" beside style="width:…" differently than anyone means it.
    "disable_basic_attributes": ["width", "height", "bgcolor"],
    "allow_network": False,
    "allow_loading_external_files": False,
    "cssutils_logging_level": logging.CRITICAL,
}


def inline_styles(html: str) -> str:
    """The same document with its styles inlined; the doctype is as written, or HTML5's."""
    found = _DOCTYPE.match(html)
    body = html[found.end() :] if found else html
    doctype = found[0].strip() if found else "<!DOCTYPE html>"
    inlined: str = _Inliner(body, **_SETTINGS).transform(pretty_print=False)
    return f"{doctype}\n{inlined}\n"


class _Inliner(Premailer):  # type: ignore[misc] # premailer is untyped
    """Remembers what a style sheet's rules are: the mails of a workspace share theirs.

    premailer itself remembers only how it parses, which is the smaller half of the work.
    """

    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> Any:
        return style_rules(css_body, ruleset_index)


@lru_cache(maxsize=16)
def style_rules(css: str, index: int) -> Any:
    """Those of a style sheet, and what can't be inlined; premailer only reads both."""
    return Premailer("", **_SETTINGS)._parse_style_rules(css, index)  # noqa: SLF001 — see above
