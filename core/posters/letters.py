"""Titles cut into lines whose letters are as large as the poster allows."""

WIDTH, HEIGHT = 300, 450
"""Size of a poster, in the drawing's own units."""

MARGIN = 22
MOST_LINES = 5
LARGEST, SMALLEST = 44, 15
"""Letter heights a title may have."""

LETTER = 0.56
"""Width of an average letter over its height; the widest common sans-serif stays below 0.62."""


def wrap(title: str) -> tuple[list[str], float]:
    """Return a title cut into lines, and the largest letter height at which they fit.

    Example:
        >>> wrap("Heat")
        (['Heat'], 44.0)
        >>> wrap("The Lord of the Rings")[0]
        ['The Lord', 'of the', 'Rings']
    """
    words = title.split()
    room = WIDTH - 2 * MARGIN
    best: tuple[list[str], float] = ([title], 0.0)
    for count in range(1, min(MOST_LINES, len(words)) + 1):
        lines = _balanced(words, count)
        longest = max(len(line) for line in lines)
        size = min(LARGEST, room / (LETTER * longest), 190 / (1.08 * len(lines)))
        if size > best[1] + 2:
            best = (lines, size)
    lines, size = best
    if size < SMALLEST:
        most = int(room / (LETTER * SMALLEST))
        lines = [line if len(line) <= most else f"{line[: most - 1]}…" for line in lines]
        size = SMALLEST
    return lines, float(size)


def _balanced(words: list[str], count: int) -> list[str]:
    """Cut words into lines whose longest is as short as can be, filling the early ones."""
    for most in range(max(map(len, words)), sum(map(len, words)) + len(words)):
        lines = [""]
        for word in words:
            joined = f"{lines[-1]} {word}".strip()
            if len(joined) <= most:
                lines[-1] = joined
            else:
                lines.append(word)
        if len(lines) <= count:
            return lines
    return [" ".join(words)]
