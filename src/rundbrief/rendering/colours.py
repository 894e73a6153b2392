"""The organisation's colour, made readable: WCAG 2.2 contrast computed, never hoped for.

    "#ffd500" ─▶ Palette ─▶ the templates' styles, light and dark

Every pair that a template sets as text on ground has at least 4.5 : 1 (success criterion 1.4.3),
every border that carries meaning at least 3 : 1 (1.4.11), whatever colour the organiser chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

TEXT_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
STEPS: Final = 100


class Colour(NamedTuple):
    """sRGB, each channel 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        """`#rrggbb`: the one notation that every mail client reads."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @classmethod
    def parse(cls, text: str) -> "Colour":
        """From `#rgb` or `#rrggbb`; ValueError for anything else."""
        digits = text.removeprefix("#")
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) != 6 or digits == text:
            raise ValueError(text)
        return cls(*bytes.fromhex(digits))

    def towards(self, other: "Colour", share: float) -> "Colour":
        """A mixture: 0 is this colour, 1 the other."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))


WHITE: Final = Colour(255, 255, 255)
BLACK: Final = Colour(0, 0, 0)
INK: Final = Colour(0x1B, 0x1F, 0x24)
NIGHT: Final = Colour(0x16, 0x19, 0x1D)
NIGHT_CARD: Final = Colour(0x1F, 0x23, 0x29)
PAPER: Final = Colour(0xF1, 0xF3, 0xF5)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Colour, *grounds: Colour, goal: Colour) -> Colour:
    """The colour, mixed with as little of `goal` as makes it readable on every ground."""
    return next(
        mixed
        for mixed in _mixtures(colour, goal)
        if all(contrast(mixed, ground) >= TEXT_CONTRAST for ground in grounds)
    )


def _on(ground: Colour) -> Colour:
    """White where it can be read, else ink, else black: one of them always can (4.58 at worst)."""
    return next((text for text in (WHITE, INK) if contrast(text, ground) >= TEXT_CONTRAST), BLACK)


def _mixtures(colour: Colour, goal: Colour) -> Iterator[Colour]:
    return (colour.towards(goal, step / STEPS) for step in range(STEPS + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a mail, each `#rrggbb`.

    `accent` is the organisation's own, for surfaces, with `on_accent` for text upon it; `link` is
    the same made readable on `card`, `paper` and `tint`. The `dark_` ones are for dark mode.
    """

    accent: str
    on_accent: str
    link: str
    tint: str
    ink: str
    quiet: str
    rule: str
    card: str
    paper: str
    dark_accent: str
    dark_on_accent: str
    dark_link: str
    dark_tint: str
    dark_ink: str
    dark_quiet: str
    dark_rule: str
    dark_card: str
    dark_paper: str


def palette(colour: str) -> Palette:
    """A mail's colours from the organisation's `#rrggbb`; ValueError where it is none."""
    accent = Colour.parse(colour)
    tint, dark_tint = WHITE.towards(accent, 0.07), NIGHT_CARD.towards(accent, 0.14)
    dark_link = readable(accent, NIGHT_CARD, NIGHT, dark_tint, goal=WHITE)
    colours = {
        "accent": accent,
        "on_accent": _on(accent),
        "link": readable(accent, WHITE, PAPER, tint, goal=BLACK),
        "tint": tint,
        "ink": INK,
        "quiet": readable(Colour(0x5A, 0x63, 0x6E), WHITE, PAPER, tint, goal=BLACK),
        "rule": WHITE.towards(INK, 0.14),
        "card": WHITE,
        "paper": PAPER,
        "dark_accent": dark_link,
        "dark_on_accent": NIGHT,
        "dark_link": dark_link,
        "dark_tint": dark_tint,
        "dark_ink": Colour(0xE8, 0xEA, 0xED),
        "dark_quiet": readable(Colour(0xA3, 0xAB, 0xB5), NIGHT_CARD, NIGHT, dark_tint, goal=WHITE),
        "dark_rule": NIGHT_CARD.towards(WHITE, 0.16),
        "dark_card": NIGHT_CARD,
        "dark_paper": NIGHT,
    }
    return Palette(**{name: str(value) for name, value in colours.items()})
