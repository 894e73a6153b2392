"""What every mail must have and none may, whatever became of its templates.

    rendered HTML, text, context ─▶ inspect ─▶ TemplateProblem for the first thing to mend

| must | must not |
| --- | --- |
| say something, in both editions | load anything: pictures, fonts, style sheets from elsewhere |
| name the way off the list (GDPR Art. 21, RFC 2369) | run anything: scripts, frames, forms |
| carry the imprint (DDG §5) | leave elements or style rules open |

Once for each variant, before styles are inlined: afterwards lxml has closed what was open and
premailer dropped what it could not read. The line is that of the organiser's own template where
what is wrong stands there word for word.
"""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Final, NamedTuple

from rundbrief.definitions import nearest
from rundbrief.rendering.frame import Frame
from rundbrief.rendering.inheritance import Lost
from rundbrief.rendering.marks import Marks, Place
from rundbrief.rendering.template_problem import TemplateProblem, problem_at
from rundbrief.rendering.templates import Templates

# HTML §13.1.2: elements that have no end, and those whose end tag may be left out.
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
OPTIONAL: Final = frozenset(
    {"li", "p", "td", "th", "tr", "thead", "tbody", "tfoot", "dt", "dd", "body", "html", "head"}
)
CELLS: Final = frozenset({"td", "th"})
TABLE: Final = CELLS | {"table", "thead", "tbody", "tfoot", "tr", "body", "html"}
ACTIVE: Final = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "video", "audio", "base"}
    | {"form", "input", "button", "select", "textarea"}
)
LOADING: Final = frozenset({"src", "srcset", "background", "poster", "data"})
_REMOTE_STYLE: Final = re.compile(r"url\(\s*['\"]?\s*(?!cid:)[^)]*\)?|@import[^;]*", re.IGNORECASE)
_REMOTE_COMMENT: Final = re.compile(r"\bsrc\s*=\s*['\"]?(?!cid:)[^'\"\s>]+", re.IGNORECASE)
_IGNORED_CSS: Final = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)


class Fault(NamedTuple):
    """One thing to mend: its sentence, what it is about, and words to find it by."""

    code: str
    about: str
    words: tuple[str, ...] = ()
    edition: str = "html"


def inspect(
    templates: Templates, name: str, marks: Marks, context: Frame, html: str, text: str
) -> None:
    """Raise TemplateProblem for the first fault of a letter; `name` is that of its templates."""
    for fault in _empty(html, text):
        raise _problem(templates, name, fault)
    for edition in ("html", "txt"):
        for found in templates.lost(f"{name}.{edition}", marks):
            raise _lost(templates, found)
    for fault in _faults(context, html, text):
        raise _problem(templates, name, fault)


def _problem(templates: Templates, name: str, fault: Fault) -> TemplateProblem:
    place = templates.find(fault.words, fault.edition) or Place(f"{name}.{fault.edition}", None)
    return problem_at(templates.place(place), fault.code, fault.about)


def _lost(templates: Templates, found: Lost) -> TemplateProblem:
    known = ", ".join(sorted(found.known))
    if not found.block:
        code, values = "rendering.outside-block", {"known": known}
    elif meant := nearest(found.block, sorted(found.known)):
        code, values = "rendering.unknown-block", {"nearest": meant, "known": known}
    else:
        code, values = "rendering.no-block", {"known": known}
    return problem_at(templates.place(found.place), code, found.block, **values)


def _empty(html: str, text: str) -> Iterator[Fault]:
    for edition, said in (("html", html), ("txt", text)):
        if not said.strip():
            yield Fault("rendering.empty-template", "", (), edition)


def _faults(context: Frame, html: str, text: str) -> Iterator[Fault]:
    seen = _Reader()
    seen.feed(html)
    seen.close()
    yield from seen.faults
    yield from seen.open_at_end()
    footer = ("block footer",)
    if context.opt_out.address not in seen.addresses and not context.is_own:
        yield Fault("rendering.no-opt-out", "opt_out.address", footer)
    if context.opt_out.subject not in _one_line(text) and not context.is_own:
        yield Fault("rendering.no-opt-out", "opt_out.subject", footer, "txt")
    for edition, said in (("html", "".join(seen.words)), ("txt", text)):
        if not _has_all(context.organisation.imprint, said):
            yield Fault("rendering.no-imprint", "organisation.imprint", footer, edition)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _has_all(lines: Sequence[str], text: str) -> bool:
    said = _one_line(text)
    return all(_one_line(line) in said for line in lines)


class _Reader(HTMLParser):
    """Reads the HTML as it was written, with everything that is left open or out of place."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.addresses: set[str] = set()
        self.words: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._style: list[str] = []

    def open_at_end(self) -> Iterator[Fault]:
        """What the document's end finds open."""
        yield from (
            Fault("rendering.unclosed-element", tag, (written, f"<{tag}"))
            for tag, written in reversed(self._open)
            if tag not in OPTIONAL
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or f"<{tag}"
        if tag not in VOID:
            self._open.append((tag, written))
        known = {name: value or "" for name, value in attrs}
        self._look_at(tag, known, written)
        if tag == "a":
            self.addresses.add(known.get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.faults += _in_styles("".join(self._style))
            self._style.clear()
        if not self._is_open(tag):
            self.faults.append(Fault("rendering.stray-end", tag, (f"</{tag}",)))
            return
        while (known := self._open.pop())[0] != tag:
            if known[0] not in OPTIONAL:
                words = (known[1], f"<{known[0]}")
                self.faults.append(Fault("rendering.unclosed-element", known[0], words))

    def _is_open(self, tag: str) -> bool:
        """HTML §13.2.4.2: only a table's own tags reach out of a cell."""
        for known, _ in reversed(self._open):
            if known == tag:
                return True
            if known in CELLS and tag not in TABLE:
                return False
        return False

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self._style.append(data)
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        if found := _REMOTE_COMMENT.search(data):
            self.faults.append(Fault("rendering.remote-picture", found[0], (found[0],)))

    def _look_at(self, tag: str, known: dict[str, str], written: str) -> None:
        handler = next((name for name in known if name.startswith("on")), "")
        script = known.get("href", "").strip().lower().startswith("javascript:")
        refresh = tag == "meta" and known.get("http-equiv", "").lower() == "refresh"
        if tag in ACTIVE or handler or script or refresh:
            self.faults.append(
                Fault("rendering.active-element", handler or f"<{tag}>", (written, f"<{tag}"))
            )
        loads = next((known[name] for name in LOADING if known.get(name)), "")
        loads = loads or (known.get("href", "") if tag == "link" else "")
        in_style = _REMOTE_STYLE.search(known.get("style", ""))
        loads = loads or (in_style[0] if in_style else "")
        if loads and not loads.startswith("cid:"):
            self.faults.append(Fault("rendering.remote-picture", loads, (loads, f"<{tag}")))


def _in_styles(css: str) -> Iterator[Fault]:
    """A style sheet's rules that are open, and what it would load."""
    if found := _REMOTE_STYLE.search(css):
        yield Fault("rendering.remote-picture", found[0], (found[0],))
    bare = _IGNORED_CSS.sub("", css)
    opened: list[str] = []
    for piece in re.finditer(r"([^{}]*)([{}])", bare):
        selector = piece[1].rpartition(";")[2].strip()
        if piece[2] == "}" and opened:
            opened.pop()
        elif piece[2] == "}":
            yield Fault("rendering.stray-brace", selector or "}", ("}",))
            return
        elif opened and not opened[-1].startswith("@"):
            break  # a rule within a rule: the outer one was never closed
        else:
            opened.append(selector)
    if opened:
        yield Fault("rendering.unclosed-style", opened[-1], (opened[-1],))
