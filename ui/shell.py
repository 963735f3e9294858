"""The frame around every page: configuration, navigation, errors."""

import logging
import secrets
import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # the server may be started from anywhere
    sys.path.insert(0, str(ROOT))

from core.errors import GreenlightError  # noqa: E402
from ui import navigation  # noqa: E402

STATIC = ROOT / "static"


def main() -> None:
    """Draw the frame and run the page that was asked for."""
    st.set_page_config(
        page_title="Greenlight", page_icon=str(STATIC / "favicon.svg"), layout="wide"
    )
    st.logo(str(STATIC / "logo.svg"), size="large", icon_image=str(STATIC / "favicon.svg"))
    page = st.navigation(navigation.pages())
    try:
        page.run()
    except GreenlightError as error:
        st.error(str(error), icon=":material/error:")
    except Exception:
        # a bug: its traceback goes to the log, an id to the screen, and tests see it
        name = secrets.token_hex(4)
        logging.getLogger("greenlight").exception("error %s on page %r", name, page.url_path)
        st.error(
            f"Something went wrong on this page (error {name}). Nothing you saved is lost; "
            "reload to go on.",
            icon=":material/error:",
        )
        if "pytest" in sys.modules:
            raise


main()
