"""An address as the list has it, made into what mail is sent to.

    Kultur@MÜNSTER.example ─▶ Kultur@xn--mnster-3ya.example ─▶ kultur@xn--mnster-3ya.example
                              address                         identity

The part before the @ is RFC 5321 §4.1.2's Dot-string within §4.5.3.1's lengths. The domain is
email-validator's affair (IDNA 2008), which is asked once for each domain: lists have many
addresses and few domains. Quoted local parts, domain literals and addresses that need SMTPUTF8
(RFC 6531) are refused here, with an explanation, rather than later by a relay; so are letters of
another script that look like Latin ones. Asks no DNS.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from email_validator import SPECIAL_USE_DOMAIN_NAMES as RESERVED
from email_validator import EmailNotValidError, validate_email

from rundbrief.recipients.fault import Fault, shown

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]"
ATOM_LETTERS = bytes(each for each in range(128) if re.fullmatch(_ATOM, chr(each)))
DOT_STRING = re.compile(rf"{_ATOM}+(?:\.{_ATOM}+)*")
# Small ASCII letters, as most are: nothing in them for IDNA to do, in a tenth of its time.
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9]|-(?!-)){0,61}(?<!-)\.)+[a-z]{2,60}")
_NO_ATOM = re.compile(rf"(?!{_ATOM}|\.).", re.DOTALL)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;/|]+")

# Octets: RFC 5321 §4.5.3.1.1, and §4.5.3.1.3 less the angle brackets (RFC 3696, erratum 1690).
LOCAL_PART_LIMIT = 64
ADDRESS_LIMIT = 254
DOMAINS_REMEMBERED = 1 << 16  # about 10 MB; a million public addresses share far fewer domains
# Cyrillic and Greek letters that most fonts draw as Latin ones (Unicode's confusables, TR 39). A
# word of these alone, or of any beside Latin letters, is a slip of the keyboard or a trick.
LOOK_ALIKES = "асеорхуіѕјһԁԛԝӏАВЕКМНОРСТХІЅЈαιορνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_FOREIGN = ("CYRILLIC ", "GREEK ")


class Address(NamedTuple):
    """What the mail is sent to, and what it is compared by."""

    address: str
    identity: str


def read_address(text: str) -> Address | Fault:
    """The one address in a clean text, all ASCII; or what is wrong with it."""
    if not text:
        return Fault("recipients.address-missing")
    local, at, domain = text.rpartition("@")
    if not DOT_STRING.fullmatch(local):
        return _fault_before_the_at(text, local, at)
    known = ascii_domain(domain)
    if not known:
        return _fault_of_the_whole(text) or _fault_behind_the_at(text, domain)
    address = f"{local}@{known}"
    if len(local) > LOCAL_PART_LIMIT or len(address) > ADDRESS_LIMIT:
        return Fault("recipients.address-too-long", {"address": shown(text)})
    return Address(address, address.lower())


@lru_cache(DOMAINS_REMEMBERED)
def ascii_domain(domain: str) -> str | None:
    """The domain as mail servers know it; None where it is none that mail could go to."""
    if _PLAIN_DOMAIN.fullmatch(domain) and len(domain) < 240 and not _is_reserved(domain):
        return domain
    if not domain.isascii() and any(map(_look_alikes, domain.split("."))):
        return None
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return checked.ascii_domain


def written(address: str) -> str:
    """The address as people write it, umlauts and all: `kultur@münster.example`."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_unicode_domain(domain)}" if "xn--" in domain else address


@lru_cache(DOMAINS_REMEMBERED)
def _unicode_domain(domain: str) -> str:
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).domain
    except EmailNotValidError:
        return domain


def _is_reserved(domain: str) -> bool:
    return any(f".{domain}".endswith(f".{reserved}") for reserved in RESERVED)


def _fault_of_the_whole(text: str) -> Fault | None:
    if sum("@" in piece for piece in _BETWEEN_ADDRESSES.split(text)) > 1:
        return Fault("recipients.address-several", {"addresses": shown(text)})
    if "<" in text:
        return Fault("recipients.address-with-name", {"address": shown(text)})
    if any(map(str.isspace, text)):
        return Fault("recipients.address-blank", {"address": shown(text)})
    return None


def _fault_before_the_at(text: str, local: str, at: str) -> Fault:
    if fault := _fault_of_the_whole(text):
        return fault
    if not at or not local:
        return Fault("recipients.address-incomplete", {"address": shown(text)})
    refused = _NO_ATOM.findall(local)
    if any(map(str.isascii, refused)):
        return Fault("recipients.address-characters", _named(text, refused))
    if alike := _look_alikes(local):
        return _fault_of_look_alike(text, alike)
    if refused:
        return Fault("recipients.address-smtputf8", _named(text, refused))
    return Fault("recipients.address-dots", {"address": shown(text)})


def _fault_behind_the_at(text: str, domain: str) -> Fault:
    if alike := next(filter(None, map(_look_alikes, domain.split("."))), ""):
        return _fault_of_look_alike(text, alike)
    if _is_reserved(domain.casefold()):
        return Fault("recipients.address-reserved", {"domain": shown(domain)})
    if refused := [letter for letter in domain if not letter.isalnum() and letter not in "-."]:
        return Fault("recipients.address-characters", _named(text, refused))
    if "." not in domain:
        return Fault("recipients.address-incomplete", {"address": shown(text)})
    return Fault("recipients.address-domain", {"domain": shown(domain)})


def _named(text: str, refused: list[str]) -> dict[str, str | int]:
    return {"address": shown(text), "characters": shown(" ".join(dict.fromkeys(refused)))}


def _look_alikes(word: str) -> str:
    """The letters of a word that pass for Latin ones; none where the whole word is foreign."""
    letters = [letter for letter in word if letter.isalpha()]
    foreign = [one for one in letters if unicodedata.name(one, "").startswith(_FOREIGN)]
    is_mixed = any(unicodedata.name(one, "").startswith("LATIN ") for one in letters)
    if is_mixed or all(one in LOOK_ALIKES for one in letters):
        return "".join(dict.fromkeys(foreign))
    return ""


def _fault_of_look_alike(text: str, alike: str) -> Fault:
    letters = ", ".join(f"{one} (U+{ord(one):04X} {unicodedata.name(one, '')})" for one in alike)
    return Fault("recipients.address-look-alike", {"address": shown(text), "letters": letters})
