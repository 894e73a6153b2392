"""DKIM signatures a second, against dkimpy's and against what no signer can save.

    python bench/signing.py [--messages N] [--json FILE] [--anyway]

The demo's real invitation for the demo's recipients, signed by RSA-2048. `ours` fills and signs
whole mails as sending does, on all cores, by the clock on the wall; `dkimpy` signs mails that are
filled already, its key parsed before, and its threads would only wait for one another. `one_core`
is our Signer alone, in processor time, and `bare` one RSA signature by cryptography over as many
bytes of headers as ours signs, and SHA-256 over the body: nothing found, nothing canonicalised,
nothing written. Ed25519 is beside it.

`ratio_to_dkimpy` is dkimpy's time over ours (the house wants 20), `ratio_to_bare` bare's over
one_core's (0.9); each is the median of rounds by turns. How far dkimpy is behind hangs on the
processor: where OpenSSL has vector instructions for RSA it is thrice as far. Before, it waits until
nothing else is at work on the machine (for `ours` takes all cores), which `--anyway` skips.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter_ns, process_time_ns

import dkim
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from compose import demo
from quiet import wait
from rundbrief.composing import Press, fill
from rundbrief.composing.filling import THREADS, Job, fill_all
from rundbrief.composing.signing import SIGNED, Signer, relaxed_fields
from rundbrief.composing.signing_key import SigningKey

ROUNDS = 10
FEWER = 20  # dkimpy signs one mail for each so many of ours, as it takes that much longer


def microseconds(work: Callable[[], object], mails: int, clock: Callable[[], int]) -> float:
    """Time for each mail, by that clock."""
    start = clock()
    work()
    return (clock() - start) / mails / 1000


def invitations(count: int) -> list[Job]:
    """The demo's invitation for its recipients, over and over, until there are so many."""
    letter, templates, recipients = demo()
    press = Press(letter, templates)
    return [
        (press.variant(each), press.values(each, f"{number:016x}"), letter.envelope_sender)
        for number, each in enumerate(islice(cycle(recipients), count))
    ]


def by_dkimpy(key: SigningKey) -> Callable[[bytes], bytes]:
    """What signs a mail's content as we do, with dkimpy; its key is parsed once."""
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    parsed = dkim.parse_pem_private_key(pem)
    dkim.parse_pem_private_key = lambda _: parsed
    names = [name.lower().encode() for name in SIGNED]

    def sign(content: bytes) -> bytes:
        made: bytes = dkim.DKIM(content).sign(
            key.selector.encode(),
            key.domain.encode(),
            pem,
            canonicalize=(b"relaxed", b"simple"),
            include_headers=names,
        )
        return made

    return sign


def barely(key: SigningKey, content: bytes) -> Callable[[bytes], object]:
    """A signature over as many bytes as ours covers of this mail's head, and its body's hash."""
    start = content.index(b"\r\n\r\n") + 4
    fields = sum(len(line) for lines in relaxed_fields(content[:start]).values() for line in lines)
    data = content[: fields + Signer([key])(content).index(b" b=")]
    return lambda mail: (sha256(memoryview(mail)[start:]).digest(), key.sign(data))


def measure(messages: int) -> dict[str, float]:
    """The figures, by name."""
    jobs = invitations(messages)
    mails = [fill(*job).content for job in jobs]
    few = mails[: max(1, messages // FEWER)]
    rsa_key, quick = (
        SigningKey("kulturnetzwerk.example", "bench", private)
        for private in (
            rsa.generate_private_key(65537, 2048),
            ed25519.Ed25519PrivateKey.generate(),
        )
    )
    dkimpy = by_dkimpy(rsa_key)

    def each(work: Callable[[bytes], object]) -> float:
        return microseconds(lambda: [work(mail) for mail in mails], messages, process_time_ns)

    def rounds() -> Iterator[tuple[float, ...]]:
        for _ in range(ROUNDS):
            yield (
                microseconds(
                    lambda: list(fill_all(jobs, Signer([rsa_key]))), messages, perf_counter_ns
                ),
                microseconds(lambda: [dkimpy(mail) for mail in few], len(few), perf_counter_ns),
                each(Signer([rsa_key])),
                each(barely(rsa_key, mails[0])),
                each(Signer([quick])),
                each(barely(quick, mails[0])),
            )

    found = list(rounds())[1:]  # the first warms up
    middle = [median(column) for column in zip(*found, strict=True)]
    names = ("ours", "dkimpy", "one_core", "bare", "ed25519", "ed25519_bare")
    return {
        "messages": messages,
        "bytes": len(mails[0]),
        "threads": THREADS,
        **{f"{name}_us": time for name, time in zip(names, middle, strict=True)},
        "signatures_a_second": 1e6 / middle[0],
        "ratio_to_dkimpy": median(row[1] / row[0] for row in found),
        "ratio_to_dkimpy_one_core": median(row[1] / row[2] for row in found),
        "ratio_to_bare": median(row[3] / row[2] for row in found),
    }


def main() -> None:
    """Measure, print, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--anyway", action="store_true", help="don't wait for a quiet machine")
    asked = parser.parse_args()
    if not asked.anyway:
        wait()
    figures = measure(asked.messages)
    for name, value in figures.items():
        print(f"{name:>20}  {value:,.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
