"""What a Markdown text may not hold: HTML, pictures, links that lead nowhere or do something.

    text ─▶ markdown-it's tokens ─▶ (row of the text, code, values)

CommonMark as it will be rendered, but with HTML and every link let through, so that each is seen
and named: what renderers drop without a word, the organiser should hear of before.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rundbrief.definitions.source import Path, Source
from rundbrief.problems import Problem

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name for it
        """Let every link through: by default one with `javascript:` is no link at all."""
        return True


_READER = _Reader("commonmark", {"html": True})


def check_texts(source: Source, paths: Iterable[Path]) -> Iterator[Problem]:
    """A problem, with the line in the file, for whatever may not stand in these texts."""
    for path in paths:
        if isinstance(text := source.value(path), str):
            seen: set[tuple[int, str]] = set()
            for row, code, values in findings(text):
                if (row, code) not in seen:  # an opening tag and its closing one are one mistake
                    yield source.problem(path, code, row=row, **values)
                seen.add((row, code))


def in_each(source: Source, key: str, inner: str) -> Iterator[Path]:
    """The paths of a text in each table of a list: `articles[1].text`, `articles[2].text`."""
    tables = source.values.get(key)
    for position in range(len(tables) if isinstance(tables, list) else 0):
        yield (key, position, inner)


def findings(text: str) -> Iterator[tuple[int, str, dict[str, str | int]]]:
    """The row (from 0), the code and the values of each thing that may not stand in a text."""
    for token in _READER.parse(text):
        row = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield row, "definitions.html-in-text", {"found": _shortened(token.content)}
        elif token.type == "code_block":
            yield row, "definitions.indented-text", {"found": _shortened(token.content)}
        elif token.type == "inline":
            yield from _inline(token.children or [], row)


def _inline(tokens: list[Token], row: int) -> Iterator[tuple[int, str, dict[str, str | int]]]:
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            row += 1
        elif token.type == "html_inline":
            yield row, "definitions.html-in-text", {"found": _shortened(token.content)}
            row += token.content.count("\n")
        elif token.type == "image":
            yield row, "definitions.picture-in-text", {"found": str(token.attrs.get("src", ""))}
        elif token.type == "link_open":
            link = str(token.attrs.get("href", ""))
            if not _leads_somewhere(link):
                yield row, "definitions.link-in-text", {"found": _shortened(link)}


def _leads_somewhere(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc or parts.path)


def _shortened(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
