"""Small exports as services write them, their content made up, for tests of importers."""

import io
import zipfile
from datetime import UTC, datetime

import pandas as pd

from core.importers.personal import Personal, read_personal

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SHORT = 'Title,Date\n"Heat","30/10/2026"\n"Dark: Staffel 1: Geheimnisse","29/10/2026"\n'
LONG = """Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,\
Bookmark,Latest Bookmark,Country
Ana,2026-10-30 20:00:00,01:30:00,,Heat,,TV,01:30:00,01:30:00,DE (Germany)
Ana,2026-10-30 19:59:00,00:00:20,Autoplayed: user action: None; ,Heat_hook_primary_16x9,HOOK,TV,\
00:00:20,00:00:20,DE (Germany)
Ana,2026-10-29 20:00:00,00:00:30,,Casablanca,,TV,00:00:30,00:00:30,DE (Germany)
Ben,2026-10-28 23:42:00,00:43:26,,DAHMER: Monster: The Jeffrey Dahmer Story: The Good Boy Box \
(Episode 4),,PC,00:41:19,Not latest view,DE (Germany)
Ben,2026-10-27 20:00:00,00:50:00,,Dark: Staffel 1: Geheimnisse,,PC,00:50:00,00:50:00,DE (Germany)
"""
THUMBS = """Profile Name,Title Name,Rating Type,Star Value,Thumbs Value,Device Model,Event Utc Ts,\
Region View Date
Ben,Dark,thumb,,2,TV,2026-10-27 21:00:00,
Ana,Heat,star,3,,TV,2015-10-27 21:00:00,
Ana,Alien,thumb,,1,TV,2026-10-27 21:00:00,
"""
CATALOGUE = pd.DataFrame(
    {"title_id": ["heat-1995", "dark-2017"], "title": ["Heat", "Dark"], "year": [1995, 2017]}
)


def take(data: bytes | str, name: str = "mine.csv", **options) -> Personal:
    """Return what a file says on the first of November 2026."""
    data = data.encode() if isinstance(data, str) else data
    return read_personal(name, data, now=NOW, **options)


def packed(**files: str | bytes) -> bytes:
    """Return a zip of files, by their path."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()
