"""What a person does and sees: opens a page, signs in, reads a heading, goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from re import Pattern, compile, escape
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, FilePayload, Page, Request, Response, expect

from tests.journeys.axe import assert_accessible
from tests.journeys.service import Service

WORD_JOINER = "\u2060"


def as_read(words: str) -> Pattern[str]:
    """These words, whatever unseen signs keep a Thai word from being broken over two lines."""
    return compile(f"{WORD_JOINER}*".join(map(escape, words)))


@dataclass
class Person:
    """Somebody at a browser. `troubles` gathers what went wrong unseen."""

    context: BrowserContext
    page: Page
    service: Service
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda fault: self.troubles.append(f"script error: {fault}"))
        self.page.on("console", self._hear)
        self.page.on("response", self._receive)
        self.page.on("request", self._ask)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _receive(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.troubles.append(f"{response.status} for {response.url}")

    def _ask(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(self.service.address):
            self.troubles.append(f"asked another host: {request.url}")

    def opens(self, path: str) -> Person:
        """Type an address."""
        self.page.goto(self.service.address + path)
        return self

    def follows(self, words: str, *, exact: bool = True) -> Person:
        """Follow the first link with these words."""
        self.page.get_by_role("link", name=words, exact=exact).first.click()
        return self

    def presses(self, words: str) -> Person:
        """Press the button with these words."""
        self.page.get_by_role("button", name=words).first.click()
        return self

    def reads(self, *words: str) -> Person:
        """See these words in the main part of the page."""
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(as_read(each))
        return self

    def does_not_read(self, *words: str) -> Person:
        """The page's text holds none of these words."""
        text = self.page.locator("body").inner_text().replace(WORD_JOINER, "")
        seen = [each for each in words if each in text]
        assert not seen, f"{self.page.url} shows {len(seen)} of {len(words)} that it must not show"
        return self

    def reads_heading(self, words: str) -> Person:
        """See these words in the page's one h1."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(as_read(words))
        return self

    def is_at(self, path: str) -> Person:
        """The address bar shows this path."""
        here = urlsplit(self.page.url).path
        assert here == path, f"at {here}, not at {path}"
        return self

    def sees_a_page_for_all(self) -> Person:
        """The page is accessible and does not scroll sideways."""
        assert_accessible(self.page)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        return self

    def enters_by_link(self, code: str) -> Person:
        """Open a one-time sign-in link, as the terminal of the demo prints it."""
        return self.opens(f"/en/enter#{code}")

    def is_signed_in_as(self, role: str) -> Person:
        """Have the session of this role's user, who signed in a moment ago."""
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": self.service.session(role),
            "url": self.service.address,
        }
        self.context.clear_cookies()
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        return self

    def looks_for(self, text: str) -> Person:
        """Search for a child by name or number."""
        self.opens("/en/children").page.get_by_label("Name, 13-digit number or G-code").fill(text)
        self.page.get_by_role("main").get_by_role("button", name="Search").click()
        return self

    def sends_files(self, *files: FilePayload) -> Person:
        """Choose files on the import page and have them read."""
        self.opens("/en/imports").page.get_by_label("Choose the files").set_input_files(list(files))
        return self.presses("Read the files")
