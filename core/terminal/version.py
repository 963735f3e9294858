"""The version of the code that runs."""

import shutil
import subprocess
from pathlib import Path


def commit() -> str | None:
    """Return the version of the code that runs, or ``None`` outside a checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    found = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [git, "-C", str(Path(__file__).parent), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or None
