"""A DKIM key: read from PEM, ready to sign, and what its DNS record must say.

    PEM ─▶ read_key ─▶ SigningKey(domain, selector, …) ─▶ .sign(data), .record

RSA of at least 1024 bits (RFC 8301 §3.2: signers should have 2048), Ed25519 (RFC 8463). The private
key never leaves this value: it has no text of its own.
"""

from base64 import b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

LEAST_BITS = 1024  # RFC 8301 §3.2: receivers take no fewer

_PADDING, _HASH = PKCS1v15(), SHA256()


class BadKey(Exception):
    """What was read can't sign; `reason` is one of those that the catalogue has a sentence for.

    `not-pem`, `public` (the other half), `locked` (by a passphrase), `other-kind`, `too-short`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that signs for a domain under a selector."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        """The value of `a=` (RFC 6376 §3.3, RFC 8463 §3)."""
        return "rsa-sha256" if self.bits else "ed25519-sha256"

    @property
    def bits(self) -> int | None:
        """The length of an RSA key; Ed25519 has only one."""
        return self.private.key_size if isinstance(self.private, RSAPrivateKey) else None

    def sign(self, data: bytes) -> bytes:
        """The signature of the data, the same each time."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, _PADDING, _HASH)
        digest = Hash(_HASH)
        digest.update(data)
        return self.private.sign(digest.finalize())  # RFC 8463 §3: of the hash

    @property
    def record_name(self) -> str:
        """Where the DNS must have it."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The TXT record's text (RFC 6376 §3.6.1, RFC 8463 §4)."""
        public = self.private.public_key()
        if self.bits:
            kind = "rsa"
            encoded = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, encoded = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={kind}; p={b64encode(encoded).decode()}"


def read_key(pem: bytes, *, domain: str, selector: str) -> SigningKey:
    """The key in this PEM text (PKCS #8 or #1). Raises BadKey."""
    try:
        private = load_pem_private_key(pem, password=None)
    except TypeError:  # what the library raises for a key that wants a passphrase
        raise BadKey("locked") from None
    except UnsupportedAlgorithm:
        raise BadKey("other-kind") from None
    except ValueError:
        raise BadKey("public" if _is_public(pem) else "not-pem") from None
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise BadKey("other-kind")
    key = SigningKey(domain, selector, private)
    if key.bits and key.bits < LEAST_BITS:
        raise BadKey("too-short")
    return key


def _is_public(pem: bytes) -> bool:
    try:
        load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return b"-----BEGIN CERTIFICATE-----" in pem
    return True
