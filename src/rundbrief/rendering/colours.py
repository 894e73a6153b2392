"""The organisation's colour, made readable: WCAG 2.2 contrast computed, never hoped for.

    "#ffd500" ─▶ Palette ─▶ the templates' styles, light and dark

Every pair that a template sets as text on ground has at least 4.5 : 1 (success criterion 1.4.3),
whatever colour the organiser chose; so have the borders of buttons (1.4.11 asks for 3 : 1).
"""

from collections.abc import Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Final, NamedTuple

TEXT_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
NIGHT_CONTRAST: Final = 6.0  # coloured text on dark ground glows less clearly: a little more
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
        """From `#rrggbb`, which is what `definitions` lets through."""
        return cls(*bytes.fromhex(text.removeprefix("#")))

    def towards(self, other: "Colour", share: float) -> "Colour":
        """A mixture: 0 is this colour, 1 the other."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))


WHITE: Final = Colour(255, 255, 255)
BLACK: Final = Colour(0, 0, 0)
INK: Final = Colour(0x1B, 0x1F, 0x24)
GREY: Final = Colour(0x5A, 0x63, 0x6E)
NIGHT: Final = Colour(0x16, 0x19, 0x1D)
NIGHT_CARD: Final = Colour(0x1F, 0x23, 0x29)
NIGHT_INK: Final = Colour(0xE8, 0xEA, 0xED)
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


def readable(
    colour: Colour, *others: Colour, towards: Colour, ratio: float = TEXT_CONTRAST
) -> Colour:
    """The colour, made as little lighter or darker as gives it that contrast to all others.

    Hue and saturation stay, so that it remains the organisation's; `towards` is WHITE or BLACK.
    """
    return next(
        shade
        for shade in _shades(colour, towards)
        if all(contrast(shade, other) >= ratio for other in others)
    )


def _on(ground: Colour) -> Colour:
    """White where it can be read, else ink, else black: one of them always can (4.58 at worst)."""
    return next((text for text in (WHITE, INK) if contrast(text, ground) >= TEXT_CONTRAST), BLACK)


def _shades(colour: Colour, towards: Colour) -> Iterator[Colour]:
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in colour))
    goal = rgb_to_hls(*(channel / 255 for channel in towards))[1]
    for step in range(STEPS + 1):
        shade = hls_to_rgb(hue, lightness + (goal - lightness) * step / STEPS, saturation)
        yield colour if step == 0 else Colour(*(round(channel * 255) for channel in shade))


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a mail, each `#rrggbb`, in dark mode those that begin with `dark_`.

    `band` and `button` are surfaces in the organisation's colour, with `on_band` and `on_button`
    for text upon them. `link`, `ink` and `quiet` can be read on `card`, `paper` and `tint`.
    """

    band: str
    on_band: str
    button: str
    on_button: str
    link: str
    ink: str
    quiet: str
    rule: str
    card: str
    paper: str
    tint: str
    dark_band: str
    dark_on_band: str
    dark_button: str
    dark_on_button: str
    dark_link: str
    dark_ink: str
    dark_quiet: str
    dark_rule: str
    dark_card: str
    dark_paper: str
    dark_tint: str


def palette(colour: str) -> Palette:
    """A mail's colours from the organisation's `#rrggbb`."""
    own = Colour.parse(colour)
    tint, night_tint = WHITE.towards(own, 0.07), NIGHT_CARD.towards(own, 0.16)
    light, dark = (WHITE, PAPER, tint), (NIGHT_CARD, NIGHT, night_tint)
    night_link = readable(own, *dark, towards=WHITE, ratio=NIGHT_CONTRAST)
    colours = {
        "band": own,
        "on_band": _on(own),
        "button": own,
        "on_button": _on(own),
        "link": readable(own, *light, towards=BLACK),
        "ink": INK,
        "quiet": readable(GREY, *light, towards=BLACK),
        "rule": WHITE.towards(INK, 0.14),
        "card": WHITE,
        "paper": PAPER,
        "tint": tint,
        "dark_band": readable(own, NIGHT_INK, towards=BLACK, ratio=NIGHT_CONTRAST),
        "dark_on_band": NIGHT_INK,
        "dark_button": night_link,
        "dark_on_button": NIGHT,
        "dark_link": night_link,
        "dark_ink": NIGHT_INK,
        "dark_quiet": readable(GREY, *dark, towards=WHITE, ratio=NIGHT_CONTRAST),
        "dark_rule": NIGHT_CARD.towards(WHITE, 0.16),
        "dark_card": NIGHT_CARD,
        "dark_paper": NIGHT,
        "dark_tint": night_tint,
    }
    return Palette(**{name: str(value) for name, value in colours.items()})
