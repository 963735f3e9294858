"""Light or dark: what a page must know about the scheme that the browser shows."""

from typing import Literal

import streamlit as st


def dark() -> bool:
    """Return whether this browser shows the dark theme."""
    return st.context.theme.type == "dark"


def main() -> Literal["primary", "secondary"]:
    """Return the type of a page's main button.

    Streamlit writes white on the accent. The dark accent is light enough to be read as text, and
    white on it cannot be read (WCAG 2.2, 1.4.3 asks for 4.5 to 1): there the button is outlined.
    """
    return "secondary" if dark() else "primary"
