"""What goes wrong on a page: a sentence where foreseen, an id on screen and a log where not."""

import functools
import logging
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, ParamSpec

import streamlit as st

from core.errors import GreenlightError
from ui.typed import plain

P = ParamSpec("P")


@contextmanager
def said(where: str) -> Iterator[None]:
    """Say what goes wrong within; what was not foreseen goes to the log with an id.

    Args:
        where: Name of the page or part in the log.
    """
    try:
        yield
    except GreenlightError as error:
        st.error(plain(str(error)), icon=":material/error:")
    except Exception:
        # a bug: its traceback goes to the log, an id to the screen, and tests see it
        error_id = secrets.token_hex(4)
        logging.getLogger("greenlight").exception("error %s on page %r", error_id, where)
        st.error(
            f"Something went wrong on this page (error {error_id}). Nothing you saved is lost; "
            "reload to go on.",
            icon=":material/error:",
        )
        if "pytest" in sys.modules:
            raise


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a function a part of the page: it runs alone, and says what goes wrong in it.

    Streamlit runs a part without the frame of the page, so the frame cannot say it. A part is
    drawn once a page.

    Args:
        draw: Draws it.
    """

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        with said(draw.__name__):
            draw(*args, **kwargs)

    made: Callable[P, None] = st.fragment(drawn, key=_name(draw))
    return made


def redraw(*parts: Callable[..., None]) -> NoReturn:
    """Draw parts of the page anew: the last word of a callback whose own part is not enough."""
    st.rerun([_name(part) for part in parts])


def _name(part: Callable[..., None]) -> str:
    return f"{part.__module__}.{part.__name__}"
