"""What somebody typed, for the places of a page that read Markdown: there it stays text."""

import re

GAP = ":small[]"
"""An empty span: Streamlit looks for addresses and signs in one piece of text at a time."""

SPLIT = re.compile(
    r"(?<=www)(?=\.)|(?<=http)(?=s?:)|(?=@)|(?<=:)(?=material|streamlit)|(?<=[-<])(?=[->])",
    re.IGNORECASE,
)
"""Where an address, an icon or an arrow would begin that nobody asked for."""

MARKS = "\\`*_[]$<>:#~|&"
"""Signs that mean something in Markdown."""

BLOCK = re.compile(r"^(\d+)([.)])|^()([-+=])")
"""What would begin a list or underline a heading at the start of a line."""


def plain(text: str) -> str:
    r"""Return text that Markdown shows as it is, in one line: no link, no mark, no block.

    Example:
        >>> print(plain("M*A*S*H [1972]"))
        M\*A\*S\*H \[1972\]
        >>> print(plain("1. www.x.org"))
        1\. www:small[].x.org
    """
    line = text.replace("\r", " ").replace("\n", " ").lstrip()
    kept = GAP.join(
        "".join(f"\\{each}" if each in MARKS else each for each in part)
        for part in SPLIT.split(line)
    )
    return BLOCK.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[4]}", kept)
