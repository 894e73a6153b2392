"""The organiser's Markdown, as HTML for mails and as text for reading.

    text ─▶ markdown-it-py ─▶ tokens ─┬─▶ its HTML ─▶ nh3 ─▶ to_html
                                      └─▶ to_text

CommonMark without raw HTML and without pictures (`definitions` refuses both, with the line; what
slips through stays words), and with one exception: a star inside a word is a star. Word for word:
no typographer, nothing lost, nothing added but what stood in the marks (a link's address, a list's
number).
"""

from textwrap import fill, indent
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

ALLOWED: Final = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("em", "strong", "a", "code", "pre"),
}  # fmt: skip
ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES: Final = {"http", "https", "mailto", "tel"}
DEEPEST: Final = 6
BULLET: Final = "- "


def _star_in_word(state: StateInline, silent: bool) -> bool:
    """A single star between letters is one: "Bürger*innen und Künstler*innen" has no emphasis."""
    before, here, after = (state.src[at : at + 1] for at in range(state.pos - 1, state.pos + 2))
    if here != "*" or not (state.pos and before.isalnum() and after.isalnum()):
        return False
    if not silent:
        state.pending += here
    state.pos += 1
    return True


_parser = MarkdownIt("commonmark", {"html": False}).disable("image")
_parser.inline.ruler.before("emphasis", "star_in_word", _star_in_word)


def to_html(text: str, *, heading_level: int) -> Markup:
    """The text as HTML, its first heading on `heading_level` and none skipping a level below.

    Only `ALLOWED` elements come out, none with a class or style: the mail's own styles reach them
    by name.
    """
    tokens = _parser.parse(text)
    _set_levels(tokens, heading_level)
    html = _parser.renderer.render(tokens, _parser.options, {})
    # link_rel=None: noreferrer and noopener mean nothing in a mail, and cost bytes in each.
    return Markup(  # noqa: S704 - cleaned by nh3 in this very line
        nh3.clean(html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    )


def to_text(text: str, width: int | None = 72) -> str:
    """The text for reading without markup: links with their address, lists with their numbers.

    Lines break at spaces before `width`, never inside a word; None leaves each paragraph one line.
    """
    return _blocks(SyntaxTreeNode(_parser.parse(text)), width)


def _set_levels(tokens: list[Token], first: int) -> None:
    """Each heading one level below what it stands under, whatever number of # it was given."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [tag for tag in above if tag < token.tag]
            above.append(token.tag)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(first + len(above) - 1, DEEPEST)}"


def _blocks(node: SyntaxTreeNode, width: int | None) -> str:
    between = "\n" if _is_tight(node) else "\n\n"
    return between.join(filter(None, (_block(child, width) for child in node.children)))


def _block(node: SyntaxTreeNode, width: int | None) -> str:
    match node.type:
        case "paragraph":
            return _wrapped(_words(node), width)
        case "heading":
            return _underlined(_wrapped(_words(node), width))
        case "bullet_list":
            return _list(node, [BULLET] * len(node.children), width)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return _list(node, [f"{first + n}. " for n in range(len(node.children))], width)
        case "blockquote":
            return _quoted(_blocks(node, width and width - 2))
        case "fence" | "code_block":
            return indent(node.content.rstrip("\n"), "    ")
        case "hr":
            return "* * *"
        case _:
            return _blocks(node, width)


def _underlined(words: str) -> str:
    return words and f"{words}\n{'-' * max(map(len, words.splitlines()))}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _list(node: SyntaxTreeNode, marks: list[str], width: int | None) -> str:
    column = max(map(len, marks))
    items = []
    for mark, item in zip(marks, node.children, strict=True):
        body = indent(_blocks(item, width and width - column), " " * column)
        items.append(mark.rjust(column) + body[column:])
    return ("\n" if _is_tight(node) else "\n\n").join(items)


def _is_tight(node: SyntaxTreeNode) -> bool:
    """Whether a list was written without empty lines: its paragraphs are hidden ones."""
    items = node.children if node.type.endswith("_list") else [node]
    return any(
        block.type == "paragraph" and block.hidden for item in items for block in item.children
    )


def _wrapped(words: str, width: int | None) -> str:
    if width is None:
        return words
    return "\n".join(
        fill(line, max(width, 20), break_long_words=False, break_on_hyphens=False)
        for line in words.split("\n")
    )


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            return _with_address(node, str(node.attrs["href"]))
        case _ if node.children:
            return "".join(map(_words, node.children))
        case _:
            return node.content


def _with_address(node: SyntaxTreeNode, address: str) -> str:
    words = "".join(map(_words, node.children))
    address = address.removeprefix("mailto:").removeprefix("tel:")
    return words if address in {words, ""} else f"{words} ({address})".lstrip()
