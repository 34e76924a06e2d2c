"""Pictures of a running demo: each page on a phone and on a large screen, in Thai and in English.

    make screenshots                                        every public page, into build/pictures
    python tools/screenshots.py --sign-in teacher=CODE      that role's pages too; CODE is what follows # in its link
    python tools/screenshots.py --readme                    the pictures of the README as well

It stops when a page answers with an error. People in the pictures are of the synthetic nation.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from browser import launch
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from zopfli.png import optimize

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "docs" / "pictures"
LARGEST_README_PICTURE = 300_000
SCREENS: dict[str, dict[str, object]] = {
    "390": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "1440": {"viewport": {"width": 1440, "height": 900}},
}
LANGUAGES = {"th": "", "en": "/en"}
PUBLIC = {
    "home": "/", "areas": "/areas", "province": "/areas/58", "near": "/schools/near",
    "near-found": "/schools/near?area=58", "data": "/data", "codebook": "/data/indicators",
    "method": "/method", "privacy": "/privacy",
    "about": "/about", "sign-in": "/sign-in",
}  # fmt: skip
STAFF = {
    "work": "/work", "children": "/children", "imports": "/imports", "kept": "/imports/kept",
    "transfers": "/transfers", "questions": "/questions", "users": "/users", "audit": "/audit", "jobs": "/jobs",
    "account": "/account",
}  # fmt: skip
ONE_STEP_DOWN = {"district": "/areas/58", "subdistrict": "{district}", "school": "{subdistrict}"}
LINKS = {"district": r"/areas/\d{4}$", "subdistrict": r"/areas/\d{6}$", "school": r"/schools/\d{10}$"}
CLOSED = (403, 404)
PUPILS_TRIED = 15


class PictureError(RuntimeError):
    """A page cannot be pictured; the message names its address."""


def follow(page: Page, address: str, *, link: str) -> str:
    """The path of the first link of a page whose address looks like this; empty when there is none."""
    page.goto(address)
    found = page.evaluate(
        """pattern => [...document.querySelectorAll('main a')]
             .map(link => new URL(link.href.baseVal ?? link.href, location).pathname)
             .find(path => path.match(pattern))""",
        link,
    )
    return str(found or "")


def places(page: Page, address: str) -> dict[str, str]:
    """A district, a subdistrict and a school of the nation that is served."""
    found: dict[str, str] = {}
    for name, start in ONE_STEP_DOWN.items():
        path = follow(page, address + start.format(**found), link=LINKS[name])
        if not path:
            break
        found[name] = path
    return found


def picture(page: Page, url: str, file: Path) -> bool:
    """One page, in its whole length; False when this role may not open it. Raises `PictureError`."""
    response = page.goto(url, wait_until="networkidle")
    if response is None or response.status in CLOSED:
        return False
    if response.status >= 400:
        raise PictureError(f"{url} answers {response.status}.")
    page.screenshot(path=file, full_page=True)
    return True


def known_best(page: Page, address: str) -> str:
    """The record that holds most among the first pupils of the first room of this role; empty when it has none."""
    page.goto(f"{address}/children")
    room = page.locator("button[name=room]").first
    if not room.count():
        return ""
    room.click()
    page.wait_for_load_state()
    found = page.evaluate("() => [...document.querySelectorAll('main a')].map(link => link.pathname)")
    records = [path for path in found if re.search(r"/children/[0-9a-f-]{36}$", path)][:PUPILS_TRIED]
    sizes = {path: _size(page, address + path) for path in records}
    return max(sizes, key=lambda path: sizes[path], default="")


def _size(page: Page, url: str) -> int:
    response = page.goto(url)
    return len(response.body()) if response else 0


@contextmanager
def person(browser: Browser, screen: dict[str, object]) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser window of its own."""
    context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok", **screen)  # type: ignore[arg-type]
    yield context, context.new_page()
    context.close()


def sign_in(browser: Browser, address: str, code: str) -> list[object]:
    """Use a one-time link; returns the cookies of the session."""
    with person(browser, SCREENS["1440"]) as (context, page):
        page.goto(f"{address}/enter#{code}")
        page.wait_for_url("**/work")
        return list(context.cookies())


def take(browser: Browser, address: str, folder: Path, *, paths: dict[str, str], cookies: list[object]) -> int:
    """All pages on both screens in both languages; returns how many pictures were made and names those left out."""
    made, closed = 0, set()
    for width, screen in SCREENS.items():
        with person(browser, screen) as (context, page):
            context.add_cookies(cookies)  # type: ignore[arg-type]
            for language, prefix in LANGUAGES.items():
                for name, path in paths.items():
                    if picture(page, address + prefix + path, folder / f"{name}-{width}-{language}.png"):
                        made += 1
                    else:
                        closed.add(path)
    if closed:
        click.echo(f"{folder.name}: not there or not open to this role: {', '.join(sorted(closed))}", err=True)
    return made


def refresh_readme(browser: Browser, address: str, *, cookies: list[object], child: str) -> None:
    """The pictures that the README shows, small enough to be committed; a child's page where a role was signed in."""
    README.mkdir(parents=True, exist_ok=True)
    pictures = [("home", "/", "1440"), ("home-phone", "/", "390")]
    pictures += [("child", child, "1440"), ("child-phone", child, "390")] if child else []
    for name, path, width in pictures:
        with person(browser, SCREENS[width]) as (context, page):
            context.add_cookies(cookies)  # type: ignore[arg-type]
            page.goto(address + path, wait_until="networkidle")
            file = README / f"{name}.png"
            file.write_bytes(optimize(page.screenshot()))
            if file.stat().st_size > LARGEST_README_PICTURE:
                raise PictureError(f"{file} has {file.stat().st_size // 1000} kB: more than may be committed.")


@click.command()
@click.option("--address", default=f"http://127.0.0.1:{os.environ.get('ISEE_PORT', '8000')}", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=ROOT / "build" / "pictures", show_default=True)
@click.option("--sign-in", "codes", multiple=True, help="ROLE=CODE, for that role's pages; CODE follows # in its link.")
@click.option("--readme", is_flag=True, help="Also refresh docs/pictures.")
def main(address: str, folder: Path, codes: tuple[str, ...], readme: bool) -> None:
    """Take pictures of a running demo."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with person(browser, SCREENS["1440"]) as (_context, page):
            paths = PUBLIC | places(page, address)
        made = take(browser, address, folder, paths=paths, cookies=[])
        cookies: list[object] = []
        child = ""
        for role, _, code in (pair.partition("=") for pair in codes):
            cookies = sign_in(browser, address, code)
            child = pupil_of(browser, address, cookies)
            made += take_role(browser, address, folder / role, cookies=cookies, child=child)
        if readme:
            refresh_readme(browser, address, cookies=cookies, child=child)
        browser.close()
    click.echo(f"{made} pictures in {folder}")


def pupil_of(browser: Browser, address: str, cookies: list[object]) -> str:
    """The record of a pupil of this role; empty when it has none."""
    with person(browser, SCREENS["1440"]) as (context, page):
        context.add_cookies(cookies)  # type: ignore[arg-type]
        return known_best(page, address)


def take_role(browser: Browser, address: str, folder: Path, *, cookies: list[object], child: str) -> int:
    """The pages of one role, and a child where it has one."""
    folder.mkdir(exist_ok=True)
    return take(browser, address, folder, paths=STAFF | ({"child": child} if child else {}), cookies=cookies)


if __name__ == "__main__":
    main()
