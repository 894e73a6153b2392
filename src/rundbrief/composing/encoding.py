"""What a text becomes where it stands in a mail: header, body, address, URL, HTML.

    a name, a subject, a paragraph ─▶ one function for each place ─▶ 7-bit text, ready to splice

Everything here is text in, text out, and depends on its arguments alone, so a recipient's words
can be encoded once and reused wherever they stand in the same kind of place.

- Bodies are quoted-printable (RFC 2045 §6.7). No line begins with a dot, so SMTP's dot-stuffing
  (RFC 5321 §4.5.2) has nothing to do, nor with "From ", which mailboxes on disk would alter.
- Headers are RFC 5322; what ASCII can't say is encoded words in Q (RFC 2047), also where the text
  itself looks like an encoded word. Q, not B: spam filters count needless base64 in a header.
- Parameters are RFC 2231.
- Control characters never enter a header: ValueError. The lists' reader has refused them long
  before; here they are somebody's injection or our bug.
"""

import re
from binascii import b2a_qp
from urllib.parse import quote

from markupsafe import escape

# RFC 2045 §6.7 (5): at most 76 characters a line, the "=" of a soft line break included.
WIDTH = 76
SOFT_BREAK = "=\r\n"

# An encoded word has 12 characters of frame and here at most 52 of text, so that it stands beside
# a header's name of up to ten letters; RFC 2047 §2 allows 75 by itself.
WORD_TEXT = 52
NAME_WIDTH = 10

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[A-Za-z0-9.\-]+")
_FIELD_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322 §3.6.8

# RFC 2045 §5.1, less what RFC 2231 uses; and what all readers unquote alike.
_TOKEN = re.compile(r"[!#$&+\-.0-9A-Z^-~]+")
_QUOTABLE = re.compile(rf"[ !#-;=@-\[\]-~]{{0,{WORD_TEXT}}}")

# RFC 2047 §5 (3): all that an encoded word in a phrase may hold as itself ("=" begins an escape).
_NOT_IN_PHRASE = re.compile(r"[^A-Za-z0-9!*+\-/=_]")

# Pieces of encoded text that end neither inside an escape nor inside a UTF-8 character
# (RFC 2047 §5: each encoded word is whole characters).
_Q_PIECE = re.compile(rf".{{1,{WORD_TEXT}}}(?<!=)(?<!=.)(?!=[89AB])")
_PERCENT_PIECE = re.compile(rf".{{1,{WORD_TEXT}}}(?<!%)(?<!%.)(?!%[89AB])")


def quoted_printable(text: str, alone: re.Pattern[str] | None = None) -> str:
    """A body in quoted-printable; its line breaks, however written, become CRLF (RFC 2045 §6.7).

    What `alone` matches (a mark) is passed through as it is, on a line by itself between two soft
    line breaks: `…=\\r\\n<mark>=\\r\\n…`; whatever `quoted_printable_inline` makes may take its
    place.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    out: list[str] = []
    end = 0
    for match in alone.finditer(text) if alone else ():
        out += _static(text[end : match.start()], runs_on=True), match[0], SOFT_BREAK
        end = match.end()
    out.append(_static(text[end:], runs_on=False))
    return "".join(out)


def quoted_printable_inline(value: str) -> str:
    """A value that stands between two soft line breaks; its own line breaks are encoded.

    At most 75 characters a line, as a "=" follows.
    """
    encoded = b2a_qp(value.encode(), istext=False).decode()
    if len(encoded) < WIDTH and not encoded.startswith((".", "From ")):
        return encoded
    # b2a_qp breaks lines with a bare LF and leaves a dot at a line's beginning.
    return _folded(encoded.replace("=\n", ""), runs_on=True)


def header(name: str, value: str) -> str:
    """A whole unstructured header field (Subject), folded, CRLF at its end (RFC 5322 §2.2.3).

    Encoded words only where ASCII won't do, or would not come back as it was: blanks at an end or
    side by side, a word too long for a line, a text that looks like an encoded word.
    """
    _refuse_controls(value)
    return raw_header(name, *(value.split(" ") if _is_plain(value) else _encoded_words(value)))


def raw_header(name: str, *parts: str) -> str:
    """A structured header field (List-Id, Message-ID) of ASCII parts, a blank between them.

    It folds only between parts, so say where it may: `"<mailto:…>,", "<https:…>"`.
    """
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"not a header's name: {name!r}")
    for part in parts:
        if not part.isascii() or _CONTROL.search(part):
            raise ValueError(f"{name} would hold {part!r}")
    first, *rest = parts
    return _packed([f"{name}: {first}", *rest], WIDTH) + "\r\n"


def mailbox(display_name: str, address: str) -> str:
    """`"Name" <address>`, to stand behind a header's name of up to ten letters (RFC 5322 §3.4).

    Raises ValueError for control characters, and for an address that isn't a dot-atom, "@" and a
    domain in ASCII.
    """
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"not an address: {address!r}")
    if not display_name:
        return address
    _refuse_controls(display_name)
    quoted = _quoted(display_name)
    if len(quoted) <= WORD_TEXT and quoted.isascii() and "=?" not in quoted:
        words = [quoted]
    elif _is_plain(quoted):
        words = quoted.split(" ")
    else:
        words = _encoded_words(display_name)
    return _packed([*words, f"<{address}>"], WIDTH - NAME_WIDTH - 2)


def address_header(name: str, display_name: str, address: str) -> str:
    """A whole header field with one mailbox (From, Reply-To), CRLF at its end."""
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"not a header's name: {name!r}")
    return f"{name}: {mailbox(display_name, address)}\r\n"


def parameter(name: str, value: str) -> list[str]:
    """`name=value` for Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2231 §3, §4).

    In one piece or, where the value is long, in several numbered ones; a ";" belongs between.
    """
    _refuse_controls(value)
    if _QUOTABLE.fullmatch(value):
        return [f"{name}={value}" if _TOKEN.fullmatch(value) else f'{name}="{value}"']
    pieces = _PERCENT_PIECE.findall(percent(value))
    if len(pieces) == 1:
        return [f"{name}*=utf-8''{pieces[0]}"]
    pieces[0] = f"utf-8''{pieces[0]}"
    return [f"{name}*{number}*={piece}" for number, piece in enumerate(pieces)]


def percent(value: str) -> str:
    """For a URL's path segment or query value: UTF-8, all but RFC 3986's unreserved encoded."""
    return quote(value, safe="")


def html(value: str) -> str:
    """For HTML text and for attributes in either kind of quotes."""
    return str(escape(value))


def _refuse_controls(value: str) -> None:
    # isprintable is a tenth of the regex's time and right for nearly every name.
    if not value.isprintable() and (found := _CONTROL.search(value)):
        raise ValueError(f"control character {found[0]!r} in {value!r}")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"")  # RFC 5322 §3.2.4
    return f'"{escaped}"'


def _is_plain(value: str) -> bool:
    """Whether ASCII says it, and it comes back as it was when folded at its blanks."""
    if not value.isascii() or "=?" in value:
        return False
    return not value or all(0 < len(word) <= WORD_TEXT for word in value.split(" "))


def _encoded_words(value: str) -> list[str]:
    # b2a_qp knows Q (header=True), but breaks long lines and lets pass what a phrase may not hold.
    text = b2a_qp(value.encode(), istext=False, header=True).decode().replace("=\n", "")
    text = _NOT_IN_PHRASE.sub(_escape, text)
    pieces = (text,) if len(text) <= WORD_TEXT else _Q_PIECE.findall(text)
    return [f"=?utf-8?q?{piece}?=" for piece in pieces]


def _escape(match: re.Match[str]) -> str:
    return f"={ord(match[0]):02X}"


def _packed(parts: list[str], width: int) -> str:
    """Parts with a blank between them, folded between two where a line would grow too long."""
    text = " ".join(parts)
    if len(text) <= width:
        return text
    lines = parts[:1]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) <= width - 2:  # a blank between, a blank before
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return "\r\n ".join(lines)


def _static(text: str, *, runs_on: bool) -> str:
    """Lines between marks; `runs_on` where the last one goes on behind a soft line break."""
    *whole, last = text.split("\n")
    lines = [_folded(_escaped(line), runs_on=False) for line in whole]
    rest = _folded(_escaped(last), runs_on=runs_on)
    lines.append(rest + SOFT_BREAK if runs_on and rest else rest)
    return "\r\n".join(lines)


def _escaped(line: str) -> str:
    return b2a_qp(line.encode(), istext=False).decode().replace("=\n", "")


def _folded(rest: str, *, runs_on: bool) -> str:
    """An escaped line in lines of at most 76, no escape cut; `runs_on` leaves room for a "="."""
    lines = []
    while True:
        if rest.startswith("."):
            rest = f"=2E{rest[1:]}"
        elif rest.startswith("From "):
            rest = f"=46{rest[1:]}"
        if len(rest) <= WIDTH - runs_on:
            break
        cut = WIDTH - 1
        if "=" in rest[cut - 2 : cut]:
            cut = rest.rindex("=", 0, cut)
        lines.append(rest[:cut])
        rest = rest[cut:]
    return SOFT_BREAK.join([*lines, rest])
