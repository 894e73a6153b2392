"""When to try again what was not taken: growing waits with jitter, over a span.

    5 min ─▶ 10 ─▶ 20 ─▶ 40 ─▶ 60 ─▶ 60 …     each a fifth shorter or longer, until the span is over

Postfix waits 300 s at first and 4,000 s at most between two tries (minimal_backoff_time,
maximal_backoff_time); RFC 5321 §4.5.4.1 leaves it to whoever knows why. With jitter, since whoever
greylisted many at once wants them back one by one. Seconds; randomness is handed in; nobody waits
here.
"""

from collections.abc import Callable, Iterator

from rundbrief.delivery.contract import Outcome

FIRST = 300.0
LONGEST = 3600.0
JITTER = 0.2

# What closes the way for every message and may pass by itself. Anything else (a refused login or
# sender, a certificate) wants a hand, and trying it again may lock an account.
PASSING = {"delivery.no-connection", "delivery.greeting-refused", "delivery.limit-reached"}


def retries(span: float, dice: Callable[[], float]) -> Iterator[float]:
    """Seconds to wait before each further try, together at most `span`; `dice` gives 0 to 1."""
    wait, left = FIRST, span
    while left > 0:
        jittered = min(left, wait * (1 + JITTER * (2 * dice() - 1)))
        yield jittered
        left -= jittered
        wait = min(2 * wait, LONGEST)


def may_pass(down: Outcome | None) -> bool:
    """Whether another try makes sense after what closed the way; None: nothing did."""
    return down is None or down.cause in PASSING
