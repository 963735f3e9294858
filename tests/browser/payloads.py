"""What an attacker would type, and how to see whether any of it did something."""

from playwright.sync_api import Page

PAYLOADS = (
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    '"><svg onload=window.ran=1>',
    "[click](javascript:window.ran=1)",
    "<style>body{display:none}</style>",
    "<iframe src=http://elsewhere.example></iframe>",
    "![x](http://elsewhere.example/x.png)",
    "<http://elsewhere.example/x>",
    "`${window.ran=1}`",
    "{{constructor.constructor('window.ran=1')()}}",
    ":red-background[x] $\\href{javascript:window.ran=1}{x}$ :material/bolt:",
    "\u202eevil\u200b\u2066<b onmouseover=window.ran=1>x</b>",
    "see https://elsewhere.example/x, www.elsewhere.example or a@elsewhere.example",
    "# one\n\n- two\n\n    three\n\n---\n\n| a |\n|---|\n| b |",
)
"""Scripts, styles, frames, pictures, links and marks; each sets ``window.ran`` if it runs."""


class Watch:
    """Watches a page from before the first payload to after the last.

    Args:
        page: The page.
        server: Address of the server; nothing else may be asked for anything.
    """

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.foreign: list[str] = []
        page.on("request", self._asked)
        self.before = self._look()

    def _asked(self, request: object) -> None:
        address = str(getattr(request, "url", ""))
        if not address.startswith((self.server, "data:", "blob:")):
            self.foreign.append(address)

    def _look(self) -> dict[str, object]:
        return self.page.evaluate(
            """() => ({
                background: getComputedStyle(document.body).backgroundColor,
                display: getComputedStyle(document.body).display,
                frames: document.querySelectorAll("iframe").length,
                scripts: document.querySelectorAll("script").length,
            })"""
        )

    def check(self) -> None:
        """Check that nothing ran, nothing was asked of others, and the page looks as before."""
        self.page.wait_for_timeout(300)
        assert self.page.evaluate("window.ran") is None
        assert self.foreign == []
        assert self._look() == self.before
        links = self.page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
        )
        assert not [link for link in links if "javascript:" in link or "elsewhere" in link]
        pictures = self.page.evaluate(
            "() => [...document.querySelectorAll('img')].map((img) => img.src)"
        )
        assert not [picture for picture in pictures if "elsewhere" in picture]
