"""What a pair of senders is given: the demo's invitation in each one's form, and a certificate."""

import json
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from delivering.sender import composed
from rundbrief.composing import fill


def certificate(folder: Path) -> Path:
    """A certificate for localhost and its key, in one PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "localhost.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return pem


def invitation(folder: Path) -> None:
    """The demo's, as a whole, as lines for smtp-source, and in parts for who composes."""
    ((skeleton, values, sender),) = composed(1)
    message = fill(skeleton, values, sender)
    (folder / "ready.eml").write_bytes(message.content)
    (folder / "lines.eml").write_bytes(message.content.replace(b"\r\n", b"\n"))
    mail = message_from_bytes(message.content, policy=policy.default)
    leaves = [part for part in mail.walk() if not part.is_multipart()]

    def text(kind: str) -> str:
        part = next(part for part in leaves if part.get_content_type() == kind)
        return str(part.get_content()).replace(message.recipient, "{address}")

    pictures = [
        {
            "filename": part.get_filename() or "picture",
            "cid": str(part["Content-ID"]).strip("<>"),
            "contentType": part.get_content_type(),
            "content": re.sub(r"\s", "", str(part.get_payload())),
        }
        for part in leaves
        if part.get_content_maintype() == "image"
    ]
    parts = {
        "from": str(mail["From"]),
        "subject": str(mail["Subject"]),
        "text": text("text/plain"),
        "html": text("text/html"),
        "calendar": text("text/calendar"),
        "attachments": pictures,
    }
    (folder / "parts.json").write_text(json.dumps(parts), encoding="utf-8")
