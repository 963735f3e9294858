"""The server: pages, health, tickets and security headers, in one process and port."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from core.errors import GreenlightError
from ui import invite
from ui.doors import SecurityHeaders, Tickets
from ui.socket import listen

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


async def health(request: Request) -> JSONResponse:
    """Say that the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": VERSION})


@asynccontextmanager
async def lifespan(started: st.App) -> AsyncIterator[None]:
    """Open the house, or say in a sentence why not and end."""
    try:
        await to_thread.run_sync(invite.announce)
    except GreenlightError as error:
        sys.stderr.write(f"\n  {error}\n\n")
        sys.stderr.flush()
        os._exit(2)  # a server stops with a traceback of its own for every other exit
    learning = asyncio.create_task(to_thread.run_sync(warm))
    yield
    await asyncio.wait([learning])


def warm() -> None:
    """Learn what the first page needs while nobody waits for it yet."""
    from ui import cache  # not with the server: what is remembered needs it to run

    # nobody's page runs here, which is what it would warn of
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    try:
        cache.store()
        cache.guide()
    except Exception:
        # the page that needs it says what is wrong
        logging.getLogger("greenlight").exception("nothing was learned ahead")
    # what is learned stays: nobody need wait while Python looks through it for garbage
    gc.collect()
    gc.freeze()


app = st.App(
    ROOT / "ui" / "shell.py",
    lifespan=lifespan,
    routes=[
        Route("/api/health", health),
        WebSocketRoute("/live", listen),
        Mount("/assets", StaticFiles(directory=ROOT / "static", check_dir=False)),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(Tickets)],
)
