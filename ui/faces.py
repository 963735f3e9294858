"""A face for everybody: a disc in their colour with their initials, drawn here."""

import html

import streamlit as st

from core.identity.users import User


def face(of: User, wide: int = 40) -> None:
    """Show somebody's face."""
    st.image(drawing(of), width=wide, alt=of.name)


def drawing(of: User) -> str:
    """Return somebody's face as SVG text; name and colour are escaped.

    Example:
        >>> from core.identity.users import User
        >>> "AB" in drawing(User(id="m1", kind="sample", name="Amber Badger", colour="#1f77b4"))
        True
    """
    letters = html.escape(initials(of.name))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80">'
        f'<circle cx="40" cy="40" r="40" fill="{html.escape(of.colour, quote=True)}"/>'
        '<text x="40" y="41" text-anchor="middle" dominant-baseline="central" fill="#fff" '
        'font-family="Manrope,Avenir Next,Segoe UI,Helvetica,Arial,sans-serif" font-size="30" '
        f'font-weight="600">{letters}</text></svg>'
    )


def initials(name: str) -> str:
    """Return the first signs of the last two words of a name.

    Example:
        >>> initials("Guest Teal Otter"), initials("mira")
        ('TO', 'M')
    """
    return "".join(word[0] for word in name.split()[-2:]).upper() or "?"
