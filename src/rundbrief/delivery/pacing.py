"""The pace: so many messages a minute at most, in all and to one domain, each when its turn comes.

    domain, time ─▶ Turns.wait ─▶ seconds until its turn      Turns.took: it begins

One number each is the whole concept: the pause between two messages follows from it. Evenly and
not in bursts, since relays count in windows of their own. What was slow by itself is not waited
for again. Seconds of any clock that never goes back; no I/O, nobody waits here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a minute, in all and to one recipient domain; None is as fast as it goes."""

    per_minute: float | None = None
    per_domain: float | None = None


class Turns:
    """Whose turn it is. Domains whose pause is over are forgotten, so memory stays small."""

    def __init__(self, pace: Pace) -> None:
        self._pause = 60 / pace.per_minute if pace.per_minute else 0.0
        self._domain_pause = 60 / pace.per_domain if pace.per_domain else 0.0
        self._next = 0.0
        self._next_of: dict[str, float] = {}

    def wait(self, domain: str, now: float) -> float:
        """How long the next message to that domain has to wait; 0 where it may begin."""
        return max(self.wait_any(now), self._next_of.get(domain, 0.0) - now)

    def wait_any(self, now: float) -> float:
        """How long any message has to wait."""
        return max(0.0, self._next - now)

    def took(self, domain: str, now: float) -> None:
        """A message to that domain begins now."""
        self._next = now + self._pause
        if self._domain_pause:
            if len(self._next_of) > MANY:
                self._next_of = {name: at for name, at in self._next_of.items() if at > now}
            self._next_of[domain] = now + self._domain_pause

    @property
    def is_by_domain(self) -> bool:
        """Whether domains have turns of their own."""
        return bool(self._domain_pause)


MANY = 1000  # domains remembered before those whose pause is over are let go
