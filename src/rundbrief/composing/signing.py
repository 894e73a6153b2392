"""DKIM: who sent a mail, and that nobody changed it on its way, for every receiver to check.

    content ─▶ header fields ─▶ relaxed ─┐
         └───▶ body ─▶ simple ─▶ hash ─▶ DKIM-Signature with `b=` empty ─▶ key ─▶ the same, whole

RFC 6376 (DKIM), 8463 (Ed25519), 8058 §4 (both List-Unsubscribe headers are signed). It is the last
thing done to a mail: nothing in it changes after. Bytes in, header fields out; of clocks it knows
the mail's own Date, so whenever a frozen mail is signed with the same key, the bytes are the same
(RSA as in PKCS #1 v1.5 and Ed25519 leave nothing to chance). Keys are read by `signing_key`.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # cryptography comes with it
    from rundbrief.composing.signing_key import SigningKey

Sign = Callable[[bytes], bytes]

# What is signed, each name once more than it stands in the mail, so that none can be added
# (RFC 6376 §8.15); True: also where there is none at all. A list that a mail passes through may
# still add its List-* to an invitation. The choice is rspamd's default, less what we never write.
SIGNED: Final = {
    "From": True,
    "To": True,
    "Cc": True,
    "Subject": True,
    "Date": True,
    "Message-ID": True,
    "Reply-To": True,
    "In-Reply-To": True,
    "References": True,
    "MIME-Version": True,
    "Content-Type": True,
    "Content-Transfer-Encoding": True,
    "List-Id": False,
    "List-Unsubscribe": False,
    "List-Unsubscribe-Post": False,
}

WIDTH: Final = 76

_at_field_end = re.compile(rb"\r\n(?![ \t])").split
_NAMES = {name.lower().encode(): name for name in SIGNED}

Fields = dict[str, list[bytes]]


class Signer:
    """Signs whole mails, once with each of its keys; what it makes stands before the mail.

    Called with the content of a mail that the seal has judged, it returns header fields, each with
    its CRLF.
    """

    def __init__(self, keys: Sequence["SigningKey"]) -> None:
        self.keys = tuple(keys)

    def __call__(self, content: bytes) -> bytes:
        end_of_head = content.index(b"\r\n\r\n")
        body_hash = b64encode(body_digest(content, end_of_head + 4))
        fields = relaxed_fields(content[:end_of_head])
        covered = tuple(_covered(fields))
        signed = b"".join(_signed_lines(fields))
        time = _timestamp(fields["Date"][0])
        return b"".join(
            _signature(key, _frame(key, covered, time) + body_hash + b";\r\n b=", signed)
            for key in self.keys
        )


def body_digest(content: bytes, start: int) -> bytes:
    """SHA-256 of the body that begins at `start`, its empty last lines as one CRLF.

    RFC 6376 §3.4.3 ("simple"): a body of nothing but empty lines, or of nothing, is one CRLF.
    """
    end = len(content)
    while content.endswith(b"\r\n\r\n", start, end):
        end -= 2
    if end > start:
        return sha256(memoryview(content)[start:end]).digest()
    return sha256(b"\r\n").digest()


def relaxed_fields(head: bytes) -> Fields:
    """The header fields that are signed, by name, each as "relaxed" wants it (RFC 6376 §3.4.2)."""
    found: Fields = {}
    for field in _at_field_end(head):
        written, _, value = field.partition(b":")
        lower = written.lower()
        if lower in _NAMES:
            line = b"%b:%b\r\n" % (lower, b" ".join(value.split()))
            found.setdefault(_NAMES[lower], []).append(line)
    return found


def _covered(fields: Fields) -> Iterator[str]:
    """The names of `h=`, each once for every field and once for one that must not be added."""
    for name, even_absent in SIGNED.items():
        count = len(fields.get(name, ()))
        if count or even_absent:
            yield from [name] * (count + 1)


def _signed_lines(fields: Fields) -> Iterator[bytes]:
    for name in SIGNED:
        yield from reversed(fields.get(name, ()))  # RFC 6376 §5.4.2: from the bottom up


@lru_cache(maxsize=8)  # all mails of a mailing have the same
def _timestamp(date_line: bytes) -> int:
    return int(parsedate_to_datetime(date_line.decode().partition(":")[2]).timestamp())


@lru_cache(maxsize=64)
def _frame(key: "SigningKey", covered: tuple[str, ...], time: int) -> bytes:
    """The field up to its body hash, folded; the same for all mails of a variant."""
    tags = f" v=1; a={key.algorithm}; c=relaxed/simple; d={key.domain}; s={key.selector}; t={time};"
    names = f" h={':'.join(covered)};"
    lines = ["DKIM-Signature:"]
    for word in (*re.findall(" [^ ]+", tags), *re.findall("[^:]+:?", names)):
        if len(lines[-1]) + len(word) > WIDTH:
            lines.append(f" {word.lstrip()}")
        else:
            lines[-1] += word
    return "\r\n".join([*lines, " bh="]).encode()


def _signature(key: "SigningKey", unsigned: bytes, signed: bytes) -> bytes:
    """The whole field; itself signed last, `b=` empty and without a line end (RFC 6376 §3.7)."""
    _, _, value = unsigned.partition(b":")
    text = b64encode(key.sign(b"%bdkim-signature:%b" % (signed, b" ".join(value.split()))))
    room = WIDTH - len(" b=")
    lines = [text[at : at + room] for at in range(0, len(text), room)]
    return unsigned + b"\r\n ".join(lines) + b"\r\n"
