"""What is drawn on a poster: one small picture for each manner of story."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from core.posters.letters import HEIGHT, WIDTH
from core.posters.palettes import Palette


class Sheet(NamedTuple):
    """What a motif draws with: its colours and its random numbers."""

    colours: Palette
    draw: np.random.Generator

    def number(self, low: float, high: float) -> float:
        """Return a number between two ends."""
        return float(self.draw.uniform(low, high))


Motif = Callable[[Sheet], Iterator[str]]


def _circle(x: float, y: float, r: float, fill: str, opacity: float = 1.0) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"'
    return f'<circle {place} fill="{fill}" fill-opacity="{opacity:.2f}"/>'


def _shape(points: Sequence[tuple[float, float]], fill: str, opacity: float = 1.0) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{path}" fill="{fill}" fill-opacity="{opacity:.2f}"/>'


def _ridge(sheet: Sheet, top: float, rough: float, fill: str, opacity: float = 1.0) -> str:
    heights = [top + sheet.number(-rough, rough) for _ in range(9)]
    steps = [(x * WIDTH / 8, height) for x, height in enumerate(heights)]
    return _shape([(0, HEIGHT), *steps, (WIDTH, HEIGHT)], fill, opacity)


def waves(sheet: Sheet) -> Iterator[str]:
    """Slow layers of light: drama."""
    sun = sheet.number(60, 240)
    yield _circle(sun, sheet.number(90, 150), sheet.number(40, 70), sheet.colours.light, 0.9)
    for layer in range(4):
        top = 180 + layer * 55 + sheet.number(-15, 15)
        lift, sway = sheet.number(20, 55), sheet.number(-40, 40)
        fill = sheet.colours.second if layer % 2 else sheet.colours.low
        yield (
            f'<path d="M0 {top:.0f} C 80 {top - lift:.0f}, {150 + sway:.0f} {top + lift:.0f}, '
            f'{WIDTH} {top - lift / 2:.0f} V {HEIGHT} H 0 Z" fill="{fill}" fill-opacity=".55"/>'
        )


def planets(sheet: Sheet) -> Iterator[str]:
    """A planet with a ring among stars: science fiction."""
    for _ in range(70):
        yield _circle(sheet.number(0, WIDTH), sheet.number(0, 330), sheet.number(0.4, 1.7), "#fff",
                      sheet.number(0.3, 0.95))  # fmt: skip
    x, y, r = sheet.number(90, 210), sheet.number(130, 190), sheet.number(52, 84)
    tilt = sheet.number(-28, 28)
    yield _circle(x, y, r, sheet.colours.light)
    yield _circle(x + r * 0.28, y + r * 0.2, r * 0.9, sheet.colours.low, 0.45)
    yield (
        f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r * 1.7:.0f}" ry="{r * 0.36:.0f}" fill="none" '
        f'stroke="{sheet.colours.second}" stroke-width="5" transform="rotate({tilt:.0f} {x:.0f} '
        f'{y:.0f})"/>'
    )
    yield _circle(sheet.number(30, 270), sheet.number(40, 90), sheet.number(8, 16),
                  sheet.colours.second)  # fmt: skip


def forest(sheet: Sheet) -> Iterator[str]:
    """A moon behind bare trunks: horror."""
    yield _circle(sheet.number(90, 210), sheet.number(100, 150), 62, sheet.colours.light, 0.95)
    for _ in range(11):
        x, wide = sheet.number(-10, WIDTH), sheet.number(5, 20)
        lean = sheet.number(-12, 12)
        yield _shape([(x, HEIGHT), (x + lean, 0), (x + lean + wide * 0.6, 0), (x + wide, HEIGHT)],
                     sheet.colours.low, 0.95)  # fmt: skip
        branch = sheet.number(60, 240)
        yield _shape([(x, branch), (x + sheet.number(-60, 60), branch - sheet.number(20, 70)),
                      (x + 3, branch + 7)], sheet.colours.low, 0.95)  # fmt: skip


def mountains(sheet: Sheet) -> Iterator[str]:
    """A sun over ridges: adventure and westerns."""
    yield _circle(sheet.number(80, 220), sheet.number(110, 160), sheet.number(44, 66),
                  sheet.colours.light)  # fmt: skip
    for layer, opacity in enumerate((0.45, 0.7, 0.95)):
        fill = sheet.colours.second if layer == 0 else sheet.colours.low
        yield _ridge(sheet, 200 + 60 * layer, 42 - 9 * layer, fill, opacity)


def castle(sheet: Sheet) -> Iterator[str]:
    """Towers on a hill under stars: fantasy."""
    for _ in range(35):
        yield _circle(sheet.number(0, WIDTH), sheet.number(0, 200), sheet.number(0.5, 1.8),
                      sheet.colours.light, sheet.number(0.4, 1))  # fmt: skip
    yield _circle(sheet.number(200, 260), sheet.number(60, 100), 26, sheet.colours.light)
    yield _ridge(sheet, 300, 12, sheet.colours.second, 0.8)
    left = sheet.number(60, 110)
    for tower in range(4):
        x, wide, top = left + tower * 40, sheet.number(20, 34), sheet.number(120, 220)
        yield _shape([(x, 330), (x, top), (x + wide, top), (x + wide, 330)], sheet.colours.low)
        yield _shape([(x - 5, top), (x + wide / 2, top - sheet.number(34, 60)),
                      (x + wide + 5, top)], sheet.colours.second)  # fmt: skip
        yield (
            f'<rect x="{x + wide / 2 - 3:.0f}" y="{top + 22:.0f}" width="6" height="12" '
            f'fill="{sheet.colours.light}"/>'
        )
    yield _ridge(sheet, 330, 10, sheet.colours.low)


def hearts(sheet: Sheet) -> Iterator[str]:
    """Two lights that overlap: romance."""
    x, y, r = sheet.number(120, 180), sheet.number(140, 190), sheet.number(62, 86)
    gap = sheet.number(0.35, 0.6) * r
    yield _circle(x - gap, y, r, sheet.colours.light, 0.8)
    yield _circle(x + gap, y + sheet.number(-14, 14), r, sheet.colours.second, 0.75)
    for _ in range(24):
        yield _circle(sheet.number(0, WIDTH), sheet.number(0, 400), sheet.number(1.5, 7), "#fff",
                      sheet.number(0.08, 0.3))  # fmt: skip


def confetti(sheet: Sheet) -> Iterator[str]:
    """Bright shapes thrown in the air: comedy and family."""
    fills = (sheet.colours.light, sheet.colours.second, "#ffffff")
    for piece in range(46):
        x, y, side = sheet.number(0, WIDTH), sheet.number(-10, 330), sheet.number(8, 30)
        fill, turn = fills[piece % 3], sheet.number(0, 180)
        if piece % 4 == 0:
            yield _circle(x, y, side / 2, fill, 0.9)
        else:
            yield (
                f'<rect x="{x:.0f}" y="{y:.0f}" width="{side:.0f}" height="{side * 0.42:.0f}" '
                f'rx="3" fill="{fill}" fill-opacity=".88" transform="rotate({turn:.0f} '
                f'{x:.0f} {y:.0f})"/>'
            )


def blinds(sheet: Sheet) -> Iterator[str]:
    """Light through a blind, and a lamp: crime and mystery."""
    tilt = sheet.number(-16, 16)
    for slat in range(13):
        y = -40 + slat * 34
        yield (
            f'<rect x="-60" y="{y}" width="420" height="{sheet.number(9, 17):.0f}" '
            f'fill="{sheet.colours.light}" fill-opacity="{0.2 + 0.04 * slat:.2f}" '
            f'transform="rotate({tilt:.0f} 150 225)"/>'
        )
    x = sheet.number(110, 190)
    # hat, head and shoulders of somebody at the window
    yield f'<ellipse cx="{x:.0f}" cy="186" rx="66" ry="13" fill="{sheet.colours.low}"/>'
    yield _shape([(x - 36, 186), (x - 30, 138), (x + 30, 138), (x + 36, 186)], sheet.colours.low)
    yield f'<ellipse cx="{x:.0f}" cy="216" rx="36" ry="46" fill="{sheet.colours.low}"/>'
    yield f'<ellipse cx="{x:.0f}" cy="370" rx="104" ry="116" fill="{sheet.colours.low}"/>'


def target(sheet: Sheet) -> Iterator[str]:
    """Rings that close in: thrillers."""
    x, y = sheet.number(100, 200), sheet.number(140, 200)
    for ring in range(9, 0, -1):
        fill = sheet.colours.light if ring % 2 else sheet.colours.low
        yield _circle(x + ring * sheet.number(-1.5, 1.5), y, ring * 23, fill, 0.62)
    yield _circle(x, y, 9, sheet.colours.second)


def streaks(sheet: Sheet) -> Iterator[str]:
    """Everything fast in one direction: action."""
    yield _circle(sheet.number(90, 210), sheet.number(120, 170), 58, sheet.colours.light)
    for _ in range(26):
        x, y, long = sheet.number(-120, 280), sheet.number(0, 420), sheet.number(60, 220)
        fill = sheet.colours.second if sheet.number(0, 1) < 0.5 else sheet.colours.low
        yield _shape([(x, y), (x + long, y - long * 0.42), (x + long + 5, y - long * 0.42 + 6),
                      (x + 16, y + 9)], fill, 0.8)  # fmt: skip


def smoke(sheet: Sheet) -> Iterator[str]:
    """A low horizon under heavy air: war."""
    for _ in range(20):
        yield _circle(sheet.number(-20, 320), sheet.number(40, 300), sheet.number(26, 80),
                      sheet.colours.second, 0.13)  # fmt: skip
    yield _circle(sheet.number(80, 220), 250, 46, sheet.colours.light, 0.9)
    yield _ridge(sheet, 300, 14, sheet.colours.low)
    for _ in range(7):
        x = sheet.number(10, 290)
        yield _shape([(x, 320), (x + sheet.number(-7, 7), sheet.number(210, 270)), (x + 4, 320)],
                     sheet.colours.low)  # fmt: skip


def contours(sheet: Sheet) -> Iterator[str]:
    """Lines of a map: documentaries and sport."""
    x, y = sheet.number(80, 220), sheet.number(120, 220)
    flat, turn = sheet.number(0.55, 0.85), sheet.number(-40, 40)
    for ring in range(1, 15):
        fill = sheet.colours.light if ring == 1 else "none"
        yield (
            f'<ellipse cx="{x + ring * 2:.0f}" cy="{y:.0f}" rx="{ring * 19}" '
            f'ry="{ring * 19 * flat:.0f}" fill="{fill}" stroke="{sheet.colours.light}" '
            f'stroke-opacity="{0.95 - ring * 0.05:.2f}" stroke-width="2.4" '
            f'transform="rotate({turn + ring * 2:.0f} {x:.0f} {y:.0f})"/>'
        )


def columns(sheet: Sheet) -> Iterator[str]:
    """A colonnade: history and biography."""
    yield _circle(sheet.number(100, 200), 130, 74, sheet.colours.light, 0.9)
    number = int(sheet.number(4, 7))
    step = WIDTH / number
    yield f'<rect y="120" width="{WIDTH}" height="30" fill="{sheet.colours.low}"/>'
    for column in range(number):
        x = column * step + step * 0.22
        yield (
            f'<rect x="{x:.0f}" y="150" width="{step * 0.56:.0f}" height="300" '
            f'fill="{sheet.colours.low}" fill-opacity=".93"/>'
        )
        yield (
            f'<rect x="{x + step * 0.14:.0f}" y="150" width="4" height="300" '
            f'fill="{sheet.colours.second}" fill-opacity=".7"/>'
        )
    yield _shape([(0, 120), (150, 62), (300, 120)], sheet.colours.second, 0.85)


def bars(sheet: Sheet) -> Iterator[str]:
    """A sound made visible: music."""
    for bar in range(20):
        tall = 30 + 190 * abs(np.sin(bar * sheet.number(0.35, 0.6))) * sheet.number(0.5, 1)
        yield (
            f'<rect x="{8 + bar * 14.4:.1f}" y="{200 - tall / 2:.1f}" width="8" rx="4" '
            f'height="{tall:.1f}" fill="'
            f'{sheet.colours.light if bar % 3 else sheet.colours.second}"/>'
        )


def pixels(sheet: Sheet) -> Iterator[str]:
    """A figure of squares, the same on both sides: live gaming."""
    side = 24
    for row in range(9):
        for column in range(5):
            if sheet.number(0, 1) < 0.52:
                fill = sheet.colours.light if sheet.number(0, 1) < 0.7 else sheet.colours.second
                for x in {column, 8 - column}:
                    yield (
                        f'<rect x="{42 + x * side}" y="{62 + row * side}" width="{side - 3}" '
                        f'height="{side - 3}" fill="{fill}"/>'
                    )


def blobs(sheet: Sheet) -> Iterator[str]:
    """Round hills and round clouds: animation."""
    yield _circle(sheet.number(60, 240), sheet.number(70, 120), 38, sheet.colours.light)
    for _ in range(3):
        x, y = sheet.number(20, 240), sheet.number(60, 180)
        for puff in range(4):
            yield _circle(
                x + puff * 17, y + sheet.number(-7, 7), sheet.number(13, 22), "#fff", 0.85
            )
    for layer in range(3):
        for _ in range(3):
            fill = (sheet.colours.second, sheet.colours.low)[layer % 2]
            yield _circle(
                sheet.number(-20, 320), 360 + layer * 34, sheet.number(80, 125), fill, 0.9
            )


MOTIFS: dict[str, Motif] = {
    "action": streaks,
    "adventure": mountains,
    "animation": blobs,
    "biography": columns,
    "comedy": confetti,
    "crime": blinds,
    "documentary": contours,
    "drama": waves,
    "family": confetti,
    "fantasy": castle,
    "gaming": pixels,
    "history": columns,
    "horror": forest,
    "music": bars,
    "mystery": blinds,
    "romance": hearts,
    "scifi": planets,
    "sport": contours,
    "thriller": target,
    "war": smoke,
    "western": mountains,
}
"""The manner of each genre."""
