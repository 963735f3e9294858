"""The frame around every page: configuration, navigation, errors."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # the server may be started from anywhere
    sys.path.insert(0, str(ROOT))

from ui import me, navigation, problems  # noqa: E402

STATIC = ROOT / "static"


def main() -> None:
    """Draw the frame and run the page that was asked for."""
    st.set_page_config(
        page_title="Greenlight", page_icon=str(STATIC / "favicon.svg"), layout="wide"
    )
    st.logo(str(STATIC / "logo.svg"), size="large", icon_image=str(STATIC / "favicon.svg"))
    page = st.navigation(navigation.pages())
    with problems.said(page.url_path):
        with st.sidebar:
            me.card()
        page.run()


main()
