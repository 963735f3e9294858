"""The server: the pages, a health check, tickets and security headers, in one process and port."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ui.doors import SecurityHeaders, Tickets

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


async def health(request: Request) -> JSONResponse:
    """Say that the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": VERSION})


app = st.App(
    ROOT / "ui" / "shell.py",
    routes=[
        Route("/api/health", health),
        Mount("/assets", StaticFiles(directory=ROOT / "static", check_dir=False)),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(Tickets)],
)
