"""An address as the list has it, made into what mail is sent to.

    Kultur@MÜNSTER.example ─▶ Kultur@xn--mnster-3ya.example ─▶ kultur@xn--mnster-3ya.example
                              address                         identity

The part before the @ is RFC 5321 §4.1.2's Dot-string within §4.5.3.1's lengths. The domain is
email-validator's affair (IDNA 2008), which is asked once for each domain: lists have many
addresses and few domains. Quoted local parts, domain literals and addresses that need SMTPUTF8
(RFC 6531) are refused here, with an explanation, rather than later by a relay. Asks no DNS.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from email_validator import SPECIAL_USE_DOMAIN_NAMES as RESERVED
from email_validator import EmailNotValidError, validate_email

from rundbrief.recipients.fault import Fault, shown

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]"
_DOT_STRING = re.compile(rf"{_ATOM}+(?:\.{_ATOM}+)*")
_NO_ATOM = re.compile(rf"(?!{_ATOM}|\.).", re.DOTALL)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;/|]+")

# Octets: RFC 5321 §4.5.3.1.1, and §4.5.3.1.3 less the angle brackets (RFC 3696, erratum 1690).
LOCAL_PART_LIMIT = 64
ADDRESS_LIMIT = 254
DOMAINS_REMEMBERED = 1 << 16  # about 10 MB; a million public addresses share far fewer domains


class Address(NamedTuple):
    """What the mail is sent to, and what it is compared by."""

    address: str
    identity: str


def read_address(text: str) -> Address | Fault:
    """The one address in a clean text, all ASCII; or what is wrong with it."""
    if not text:
        return Fault("recipients.address-missing")
    local, at, domain = text.rpartition("@")
    if not _DOT_STRING.fullmatch(local):
        return _fault_before_the_at(text, local, at)
    ascii_domain = _ascii_domain(domain)
    if not ascii_domain:
        return _fault_of_the_whole(text) or _fault_behind_the_at(text, domain)
    address = f"{local}@{ascii_domain}"
    if len(local) > LOCAL_PART_LIMIT or len(address) > ADDRESS_LIMIT:
        return Fault("recipients.address-too-long", {"address": shown(text)})
    return Address(address, address.lower())


@lru_cache(DOMAINS_REMEMBERED)
def _ascii_domain(domain: str) -> str | None:
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return checked.ascii_domain


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
    if refused:
        return Fault("recipients.address-smtputf8", _named(text, refused))
    return Fault("recipients.address-dots", {"address": shown(text)})


def _fault_behind_the_at(text: str, domain: str) -> Fault:
    labels = domain.casefold().split(".")
    if any(labels[-1 - reserved.count(".") :] == reserved.split(".") for reserved in RESERVED):
        return Fault("recipients.address-reserved", {"domain": shown(domain)})
    if refused := [letter for letter in domain if not letter.isalnum() and letter not in "-."]:
        return Fault("recipients.address-characters", _named(text, refused))
    if len(labels) < 2:
        return Fault("recipients.address-incomplete", {"address": shown(text)})
    return Fault("recipients.address-domain", {"domain": shown(domain)})


def _named(text: str, refused: list[str]) -> dict[str, str | int]:
    return {"address": shown(text), "characters": shown(" ".join(dict.fromkeys(refused)))}
