"""DKIM signatures, as two verifiers that nobody here wrote read them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from rundbrief.composing import Letter, Press, Skeleton, fill
from rundbrief.composing.filling import fill_all
from rundbrief.composing.signing import Signer, body_digest, relaxed_fields
from rundbrief.composing.signing_key import BadKey, SigningKey, read_key
from rundbrief.messages import Kind, Message, Unsealed, seal_bytes
from rundbrief.recipients import Recipient

DOMAIN = "netz.example"
Judges = Callable[[bytes, dict[str, str]], dict[str, list[tuple[str, bool]]]]


@pytest.fixture(scope="module")
def rsa_key() -> SigningKey:
    """A key as most data centres have it."""
    return SigningKey(DOMAIN, "rb2025", rsa.generate_private_key(65537, 2048))


@pytest.fixture(scope="module")
def ed_key() -> SigningKey:
    """A short and quick one."""
    return SigningKey(DOMAIN, "rb2025-ed", ed25519.Ed25519PrivateKey.generate())


@pytest.fixture
def signed(folder: Any) -> Callable[[Letter, Recipient, Signer], Message]:
    """A letter to one recipient, signed."""

    def compose(letter: Letter, recipient: Recipient, signer: Signer) -> Message:
        press = Press(letter, folder.write())
        values = press.values(recipient, "t0ken")
        return fill(press.variant(recipient), values, letter.envelope_sender, signer)

    return compose


def records(*keys: SigningKey) -> dict[str, str]:
    """What stands in the DNS."""
    return {key.record_name: key.record for key in keys}


def pem(private: Any, passphrase: bytes = b"") -> bytes:
    """A private key as a file has it."""
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    text: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    return text


def test_both_algorithms_hold_by_both_judges(
    letter: Letter, newsletter: Letter, person: Recipient, signed: Any,
    rsa_key: SigningKey, ed_key: SigningKey, dkim_judges: Judges,
) -> None:  # fmt: skip
    """Invitation and newsletter carry a signature by each key, and both judges let both pass."""
    signer = Signer([rsa_key, ed_key])
    verdicts = [
        dkim_judges(signed(each, person, signer).content, records(rsa_key, ed_key))
        for each in (letter, newsletter)
    ]

    passed = [("rsa-sha256", True), ("ed25519-sha256", True)]
    assert verdicts == [{"dkimpy": passed, "mailauth": passed}] * 2


# What somebody could do to a mail under way; what DKIM must not let pass.
TAMPERED = {
    "a word of the body": (b"Guten", b"Guter"),
    "another guest": (b"\r\nTo: ", b"\r\nTo: chef@fremd.example, "),
    "another subject": (b"\r\nSubject: ", b"\r\nSubject: Abgesagt: "),
    "a second From": (b"\r\nFrom: ", b"\r\nFrom: chef@fremd.example\r\nFrom: "),
    "a Cc where there was none": (b"\r\nDate: ", b"\r\nCc: chef@fremd.example\r\nDate: "),
    "a reference": (b"\r\nDate: ", b"\r\nReferences: <x@fremd.example>\r\nDate: "),
    "another boundary": (b"multipart/mixed;", b"multipart/mixed; x=y;"),
}


@pytest.mark.parametrize("old_new", TAMPERED.values(), ids=TAMPERED)
def test_what_is_changed_under_way_is_found_out(
    old_new: tuple[bytes, bytes], letter: Letter, town: Recipient, signed: Any,
    ed_key: SigningKey, dkim_judges: Judges,
) -> None:  # fmt: skip
    """Body and headers can't be changed, and what is signed can't be added a second time."""
    content = signed(letter, town, Signer([ed_key])).content
    changed = content.replace(*old_new, 1)

    assert changed != content
    failed = [("ed25519-sha256", False)]
    assert dkim_judges(changed, records(ed_key)) == {"dkimpy": failed, "mailauth": failed}


# What relays, lists and virus scanners do to headers, and what a signature must survive.
ON_ITS_WAY = {
    "a trace": (b"DKIM-Signature", b"Received: by relay.test; Mon, 4 Aug 2025\r\nDKIM-Signature"),
    "a list's own headers": (b"\r\nDate: ", b"\r\nList-Id: <amt.fremd.example>\r\nDate: "),
    "other folding": (b"\r\nSubject: ", b"\r\nSUBJECT:\r\n  "),
    "a blank at a line's end": (b"+0200\r\n", b"+0200  \r\n"),
    "a scanner's verdict": (b"\r\nDate: ", b"\r\nX-Spam-Status: No\r\nDate: "),
}


@pytest.mark.parametrize("old_new", ON_ITS_WAY.values(), ids=ON_ITS_WAY)
def test_what_relays_do_leaves_it_whole(
    old_new: tuple[bytes, bytes], letter: Letter, town: Recipient, signed: Any,
    ed_key: SigningKey, dkim_judges: Judges,
) -> None:  # fmt: skip
    """Folding, blanks, a trace and a list's own headers break no signature."""
    content = signed(letter, town, Signer([ed_key])).content
    changed = content.replace(*old_new, 1)

    assert changed != content
    passed = [("ed25519-sha256", True)]
    assert dkim_judges(changed, records(ed_key)) == {"dkimpy": passed, "mailauth": passed}


def test_signed_again_it_is_the_same(
    letter: Letter, person: Recipient, folder: Any, rsa_key: SigningKey, ed_key: SigningKey
) -> None:
    """A frozen mail that is filled and signed a second time comes out byte for byte the same."""
    press = Press(letter, folder.write())
    skeleton, values = press.variant(person), press.values(person, "t0ken")
    thawed = Skeleton.from_text(skeleton.to_text())
    once, again = (
        fill(each, values, letter.envelope_sender, Signer([rsa_key, ed_key]))
        for each in (skeleton, thawed)
    )

    assert once == again


def test_a_batch_is_signed_in_its_order(
    letter: Letter, town: Recipient, person: Recipient, folder: Any, ed_key: SigningKey
) -> None:
    """On however many cores: each mail is what it is by itself, and in its place."""
    press, signer = Press(letter, folder.write()), Signer([ed_key])
    jobs = [
        (press.variant(each), press.values(each, f"t{number}"), letter.envelope_sender)
        for number, each in enumerate([town, person] * 20)
    ]

    assert list(fill_all(jobs, signer)) == [fill(*job, signer) for job in jobs]
    assert list(fill_all(jobs)) == [fill(*job) for job in jobs]


def test_another_key_changes_only_the_signature(
    letter: Letter, town: Recipient, signed: Any, rsa_key: SigningKey, ed_key: SigningKey
) -> None:
    """If the key changes between two attempts, all that was composed stays as it was."""
    plain, by_one, by_other = (
        signed(letter, town, Signer(keys)).content for keys in ([], [rsa_key], [ed_key])
    )

    assert by_one != by_other
    assert by_one.endswith(plain)
    assert by_other.endswith(plain)


def test_its_time_is_the_mails(letter: Letter, town: Recipient, signed: Any, ed_key: Any) -> None:
    """The signature is as old as the mail's Date, not as the attempt."""
    late = replace(letter, date=letter.date + timedelta(hours=1))
    times = [
        re.search(rb"t=(\d+);", signed(each, town, Signer([ed_key])).content)
        for each in (letter, late)
    ]

    assert [int(found[1]) for found in times if found] == [
        int(each.date.timestamp()) for each in (letter, late)
    ]


def test_lines_are_short(
    letter: Letter, town: Recipient, signed: Any, rsa_key: SigningKey, ed_key: SigningKey
) -> None:
    """No line of a signature is longer than 76, with a domain as long as one may be."""
    domain = ".".join(["kulturverwaltung" * 3] * 3) + ".example"
    keys = [replace(key, domain=domain) for key in (rsa_key, ed_key)]
    content = signed(letter, town, Signer(keys)).content
    head, _, _ = content.partition(b"\r\nFrom: ")

    assert max(map(len, head.split(b"\r\n"))) <= 76 + len(domain) - 70  # a tag isn't cut
    assert message_from_bytes(content).get_all("DKIM-Signature")


def test_a_signed_mail_is_sealed_like_any_other(
    letter: Letter, town: Recipient, signed: Any, ed_key: SigningKey
) -> None:
    """Read back whole, with its signature, it is one guest's mail; the wire has nothing to mend."""
    message = signed(letter, town, Signer([ed_key]))

    again = seal_bytes(message.kind, message.sender, message.recipient, message.content)
    assert again == message


@pytest.mark.parametrize(
    "signature",
    [
        b"Cc: x@y.example\r\n",
        b"DKIM-Signature: a\r\nCc: x@y.example\r\n",
        b"DKIM-Signature: a",
        b"\r\n",
    ],
)
def test_nothing_else_comes_with_a_signature(
    signature: bytes, letter: Letter, folder: Any, town: Recipient
) -> None:
    """What is put before a judged mail is DKIM-Signature fields and no other."""
    press = Press(letter, folder.write())
    skeleton, values = press.variant(town), press.values(town, "t0ken")

    with pytest.raises(Unsealed, match="signature"):
        fill(skeleton, values, letter.envelope_sender, lambda _: signature)


# RFC 6376 §3.4.5, §3.4.3: the standard's own examples and limits.
@pytest.mark.parametrize(
    ("body", "hashed"),
    [
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C \r\nD \t E\r\n"),
        (b"", b"\r\n"),
        (b"\r\n", b"\r\n"),
        (b"\r\n\r\n\r\n", b"\r\n"),
        (b"a\r\n", b"a\r\n"),
    ],
)
def test_simple_bodies(body: bytes, hashed: bytes) -> None:
    """Empty lines at a body's end don't count, and no body is one line end."""
    head = b"A: b\r\n\r\n"

    assert body_digest(head + body, len(head)) == sha256(hashed).digest()


def test_relaxed_headers() -> None:
    """Names in lower case, folds and runs of blanks one blank, none at the ends."""
    head = b"SUBJect: AbC \r\nX-Other: no\r\nTo\t:\tZ  \r\n\t Y"

    assert relaxed_fields(head.replace(b"To\t", b"To")) == {
        "Subject": [b"subject:AbC\r\n"],
        "To": [b"to:Z Y\r\n"],
    }


def test_keys_are_read(rsa_key: SigningKey, ed_key: SigningKey) -> None:
    """Both kinds come back from their PEM text as they were, and say what the DNS must have."""
    again = [
        read_key(pem(key.private), domain=key.domain, selector=key.selector)
        for key in (rsa_key, ed_key)
    ]

    assert [key.record for key in again] == [rsa_key.record, ed_key.record]
    assert [(key.algorithm, key.bits) for key in again] == [
        ("rsa-sha256", 2048), ("ed25519-sha256", None),
    ]  # fmt: skip
    assert again[0].record_name == "rb2025._domainkey.netz.example"


def test_a_key_hides_itself(ed_key: SigningKey) -> None:
    """A key printed by mistake shows nothing of what is private."""
    assert repr(ed_key) == "SigningKey(domain='netz.example', selector='rb2025-ed')"


ED = ed25519.Ed25519PrivateKey.generate()
BAD_KEYS = {
    "not-pem": b"geheim",
    "public": ED.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "locked": pem(ED, b"passwort"),
    "other-kind": pem(ec.generate_private_key(ec.SECP256R1())),
}


@pytest.mark.parametrize("reason", BAD_KEYS)
def test_what_cannot_sign(reason: str) -> None:
    """Whatever is no key for signing is told apart."""
    with pytest.raises(BadKey) as bad:
        read_key(BAD_KEYS[reason], domain=DOMAIN, selector="s")

    assert bad.value.reason == reason


def test_a_key_that_receivers_refuse() -> None:
    """RSA of fewer than 1024 bits is no key any more (RFC 8301)."""
    p, q, e = 2**521 - 1, 2**127 - 1, 65537  # two primes that everybody knows
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, p * q)
    )
    short = pem(numbers.private_key())

    with pytest.raises(BadKey) as bad:
        read_key(short, domain=DOMAIN, selector="s")

    assert bad.value.reason == "too-short"


def test_kinds_without_a_list_are_signed_without_its_headers(
    letter: Letter, newsletter: Letter, town: Recipient, signed: Any, ed_key: SigningKey
) -> None:
    """List-* are covered where they stand, and free for a list to add where they don't."""
    covered = {
        each.kind: str(
            message_from_bytes(signed(each, town, Signer([ed_key])).content)["DKIM-Signature"]
        )
        for each in (letter, newsletter)
    }

    assert "List-" not in covered[Kind.INVITATION]
    assert covered[Kind.NEWSLETTER].count("List-Unsubscribe") == 2


@pytest.mark.parametrize("address", ["https://netz.example/ab", "https://netz.example/ab?l=1"])
def test_leaving_by_one_click(
    address: str, newsletter: Letter, town: Recipient, signed: Any, ed_key: SigningKey,
    dkim_judges: Judges,
) -> None:  # fmt: skip
    """Where there is an address to post to, both headers say so and both are signed (RFC 8058)."""
    mail = signed(replace(newsletter, one_click=address), town, Signer([ed_key])).content
    read = message_from_bytes(mail)

    ways = "".join(str(read["List-Unsubscribe"]).split())
    assert ways.startswith("<mailto:")
    assert ways.endswith(f"{'&' if '?' in address else '?'}token=t0ken>")
    assert f",<{address}" in ways
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    covered = "".join(str(read["DKIM-Signature"]).split())
    assert ":List-Unsubscribe:" in covered
    assert ":List-Unsubscribe-Post:" in covered
    passed = [("ed25519-sha256", True)]
    assert dkim_judges(mail, records(ed_key)) == {"dkimpy": passed, "mailauth": passed}


def test_no_click_in_an_invitation(letter: Letter, town: Recipient, signed: Any) -> None:
    """A mail about one's own meeting has no way to leave beside its answers."""
    mail = signed(replace(letter, one_click="https://netz.example/ab"), town, Signer([])).content

    assert b"List-" not in mail
