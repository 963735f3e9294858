"""The address under which the room's laptops and phones reach this machine.

Run as ``python -m ui.invite 8501``.
"""

import socket
import sys


def lan_address() -> str:
    """Return this machine's address in the local network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: no packet leaves for it
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def main() -> None:
    """Print the invitation."""
    port = sys.argv[1] if len(sys.argv) > 1 else "8501"
    sys.stdout.write(
        f"\n  Everybody in this room's network: http://{lan_address()}:{port}\n"
        "  Anyone in the network can open it: stop with Ctrl+C when the meeting is over.\n\n"
    )


if __name__ == "__main__":
    main()
