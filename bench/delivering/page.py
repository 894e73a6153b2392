"""The measured figures as a table in docs/speed.md, between its two marks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: bench/delivery.py -->", "<!-- end -->"

# Row by row: what it is against, where, and the least that is promised (for the last three, most).
SAID = {
    "ratio_to_smtp_source": ("Postfix's smtp-source: one fixed message", "smtp-sink", "1.0"),
    "ratio_to_smtp_source_far": ("the same", "20 ms away", "3.4"),
    "ratio_to_nodemailer": ("nodemailer's pool, composing as we do", "smtp-sink", "9"),
    "ratio_to_nodemailer_tls": ("nodemailer's pool, one ready message", "TLS", "5"),
    "ratio_to_nodemailer_far": ("the same", "20 ms away", "1.8"),
    "ratio_to_aiosmtplib": ("aiosmtplib, connections kept, one ready message", "smtp-sink", "4"),
    "ratio_to_aiosmtplib_tls": ("the same", "TLS", "10"),
    "ratio_to_ours_without_ledger": ("ourselves without a ledger", "smtp-sink", "0.95"),
    "ratio_to_ours_without_ledger_far": ("the same", "20 ms away", "0.95"),
    "cpu_ratio": ("CPU a message: our bare engine, one message (µs)", "smtp-sink", "at most 2.0"),
}


def table(found: Mapping[str, Any]) -> str:
    """The rows as Markdown, with the machine they were measured on."""
    lines = [
        "| against | where | messages | promised | median | lowest to highest | ours | theirs |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, (against, where, promised) in SAID.items():
        if row := found["rows"].get(name):
            spread = f"{row['lowest']:.2f} to {row['highest']:.2f}"
            rates = f"{row['ours']:.0f} | {row['theirs']:.0f}"
            figures = f"{row['messages']} | {promised} | {row['ratio']:.2f} | {spread} | {rates}"
            lines.append(f"| {against} | {where} | {figures} |")
    on = found["machine"]
    lines += [
        "",
        (
            f"{on['system']}, {on['processors']} processors, {on['busy']:.2f} of them at other"
            f" work; Python {on['python']}; {on['rounds']} rounds, {on['connections']} connections."
        ),
    ]
    return "\n".join(lines)


def fill(page: Path, found: Mapping[str, Any]) -> None:
    """Put the table where the page has its marks."""
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(f"{head}{BEGIN}\n{table(found)}\n{END}{tail}", encoding="utf-8")
