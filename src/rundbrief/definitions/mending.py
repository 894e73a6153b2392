"""Text from Word, a web page or an old editor, with its odd characters mended.

    bytes ─▶ the encoding they are in ─▶ line ends, blanks, bullets, what can't be seen ─▶ text

Words stay as they are: quotation marks, dashes, a blank before a full stop.
"""

import re
import unicodedata

from rundbrief.problems import Problem

LARGEST = 1_000_000
ZIP, OLD_WORD, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"

# Word's own signs: Symbol and Wingdings stand in the Private Use Area as U+F000 + their code.
_WORD_SIGNS = {"\uf0e0": "→", "\uf0df": "←", "\uf0f3": "↔", "\uf0a3": "≤", "\uf0b3": "≥"}
_BULLET = re.compile(
    r"^([ \t]*)(?:[\ue000-\uf8ff•‣▪◦●○■□▸►➢➤✓✔∙⁃]\s*|[o§·*–-](?:\t\s*|\xa0+))(?=\S)", re.MULTILINE
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # x0b is Word's Shift-Enter
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
    r"|(?<=\w)\u200d|\u200d(?=\w)"  # a joiner is kept inside an emoji alone
    r"|[\ue000-\uf8ff]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def decoded(data: bytes, file: str) -> str | Problem:
    """The bytes as text, in whichever encoding Windows has saved them, or why they are none."""
    if len(data) > LARGEST:
        return Problem(file, None, "", "writing.too-large", {"limit": LARGEST // 1000})
    if data.startswith((ZIP, OLD_WORD, PDF)):
        return Problem(file, None, "", "writing.not-plain-text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # cp1252 leaves five bytes open; Windows itself reads them as control characters.
        text = data.decode("cp1252", errors="replace")
    return Problem(file, None, "", "writing.not-plain-text") if "\0" in text else text


def mended(text: str) -> str:
    """The text with plain line ends, plain blanks and nothing unseen; bullets as "- "."""
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _BULLET.sub("- ", text)
    for sign, plain in _WORD_SIGNS.items():
        text = text.replace(sign, plain)
    lines = (_BLANKS.sub(" ", _UNSEEN.sub("", line)).strip() for line in text.split("\n"))
    return "\n".join(lines)


# What CommonMark would take for a mark: 6.2 emphasis, 6.1 code, 6.3 links, 6.6 HTML, 2.4 escapes,
# 2.5 entities; at the beginning of a line headings, quotations, rules and fences.
_MARKS = re.compile(
    r"[*`\\]"
    r"|(?<!\w)_|_(?!\w)"
    r"|\](?=[(\[:])|\[(?=[^\]]*\][(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|^[#>=~+](?=.)|^[#>=+]$|^-(?=-+|$)"
    r"|(?:(?<=^\d)|(?<=^\d\d))\)(?=\s)",  # 1) would become 1.
    re.MULTILINE,
)


def as_markdown(text: str) -> str:
    """The text as Markdown that says the same word for word: "Bürger*innen" keeps its star."""
    return _MARKS.sub(lambda mark: "\\" + mark[0], text)
