r"""Content lines: text is made fit for its place, and lines are folded last.

    a recipient's words ──text_value──────▶ SUMMARY:Kaffee\, Kuchen
    a recipient's name ──parameter_value──▶ ATTENDEE;CN="Stadt Höxter"
    unfolded lines ─────fold──────────────▶ lines of at most 75 octets

Who fills marks does so in unfolded lines and folds afterwards: a fold may fall inside a mark.
RFC 5545 §3.1 (folding), §3.2 (parameters), §3.3.11 (TEXT).
"""

LIMIT = 75  # octets a line, without its CRLF: RFC 5545 §3.1

_BACKSLASH = 0x5C
_CONTROLS = [chr(code) for code in (*range(0x20), 0x7F)]

# What ends a line for one reader or another (Python's splitlines breaks at every one of these).
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

_TEXT = str.maketrans(
    dict.fromkeys(_CONTROLS, "")
    | dict.fromkeys(_LINE_ENDS, r"\n")
    | {"\t": "\t", "\\": r"\\", ";": r"\;", ",": r"\,"}
)

# A quotation mark cannot stand in a parameter (RFC 5545 §3.2), and RFC 6868, which would encode
# it by a caret, is not widely read: so neither it nor the caret is written.
_PARAMETER = str.maketrans(
    dict.fromkeys(_CONTROLS, " ") | dict.fromkeys(_LINE_ENDS, " ") | {'"': "'", "^": "\u02c6"}
)


def text_value(text: str) -> str:
    r"""Return `text` as a TEXT value: `\\`, `\;`, `\,`, `\n`; other control characters are dropped.

    The end of a line in any convention becomes one `\n`. RFC 5545 §3.3.11.
    """
    return text.replace("\r\n", "\n").translate(_TEXT)


def parameter_value(text: str) -> str:
    """Return `text` as it stands between the quotation marks of `CN="…"`, without these.

    Quotation marks become apostrophes; controls and ends of lines become spaces. RFC 5545 §3.2.
    """
    # True of nearly every name, and a tenth of the time; nothing printable is a control.
    if text.isprintable() and '"' not in text and "^" not in text:
        return text
    return text.translate(_PARAMETER)


def fold_line(line: str) -> str:
    """Fold one line, given without its CRLF, to at most 75 octets each; CRLF and a space between.

    Cuts neither a UTF-8 sequence nor an escape: at a fold between `\\` and `n` Outlook showed an
    `n` for the end of the line (collective/icalendar, pull request 87), and Google's calendar
    dropped the event (its issue 1501).
    """
    if len(line) <= LIMIT and line.isascii():
        return line
    octets = line.encode()
    if len(octets) <= LIMIT:
        return line
    pieces = []
    start, room = 0, LIMIT
    while len(octets) - start > room:
        cut = start + room
        while octets[cut] & 0xC0 == 0x80:  # a continuation octet
            cut -= 1
        if octets[cut - 1] == _BACKSLASH:
            before = octets[start:cut]
            cut -= (len(before) - len(before.rstrip(b"\\"))) % 2
        pieces.append(octets[start:cut])
        start, room = cut, LIMIT - 1  # the space counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode()


def fold(text: str) -> str:
    """Fold every line of `text`, whose lines end in CRLF."""
    return "\r\n".join(map(fold_line, text.split("\r\n")))


def unfold(text: str) -> str:
    """Return `text` as its logical lines: what `fold` takes. RFC 5545 §3.1."""
    return text.replace("\r\n ", "").replace("\r\n\t", "")
