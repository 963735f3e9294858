"""The app's server, its routes and headers, with the stage for a script."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app import ROOT, SecurityHeaders, health

app = st.App(
    Path(__file__).resolve().parent / "script.py",
    routes=[
        Route("/api/health", health),
        Mount("/assets", StaticFiles(directory=ROOT / "static")),
    ],
    middleware=[Middleware(SecurityHeaders)],
)
