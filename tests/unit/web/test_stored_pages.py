"""Public pages as bytes: kept from the first rendering on, for readers who are not signed in, one edition at a time."""

import gzip
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from isee.web import stored_pages
from isee.web.pages import public

pytestmark = pytest.mark.django_db


def kept(home: Path) -> list[Path]:
    return sorted((home / "pages").glob("*/*/*.gz"))


@pytest.fixture
def never_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, a page that is made and not read from its file fails."""

    def broken(*_args: object, **_values: object) -> None:
        raise AssertionError("the page was made again")

    monkeypatch.setattr(public, "render", broken)


@pytest.mark.parametrize("path", ["/", "/en/", "/areas/58", "/en/areas/58", "/areas/58?show=poor", "/areas/580401"])
def test_a_page_is_made_once_and_has_the_same_bytes_again(
    published: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    first = Client().get(path)
    monkeypatch.setattr(public, "render", lambda *_a, **_v: pytest.fail("made again"))
    second = Client().get(path)
    assert (first.status_code, second.content) == (200, first.content)
    assert len(kept(published)) == 1
    assert second["Cache-Control"] == "public, max-age=300"
    assert second["Vary"] == "Cookie, Accept-Encoding"
    for name in (
        "Content-Type",
        "Content-Language",
        "Content-Security-Policy",
        "X-Frame-Options",
        "Permissions-Policy",
    ):
        assert second.get(name) == first.get(name)
        assert second.get(name)


def test_each_language_and_choice_is_a_page_of_its_own(published: Path) -> None:
    pages = [Client().get(path).content for path in ("/areas/58", "/en/areas/58", "/areas/58?show=poor", "/areas/50")]
    assert len(set(pages)) == len(kept(published)) == 4


def test_the_order_of_the_choices_makes_no_other_page(published: Path) -> None:
    Client().get("/areas/58?show=poor&group=f")
    Client().get("/areas/58?group=f&show=poor")
    assert len(kept(published)) == 1


def test_a_browser_that_has_the_page_is_not_sent_it_again(published: Path) -> None:
    tag = Client().get("/")["ETag"]
    answer = Client().get("/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


def test_it_comes_compressed_to_whoever_reads_that(published: Path) -> None:
    plain = Client().get("/").content
    packed = Client().get("/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain


@pytest.mark.parametrize(
    "path",
    ["/areas/580401?show=poor", "/schools/1058000001", "/areas", "/about", "/?other=1", "/areas/99", "/?show=nothing"],
)
def test_other_addresses_leave_no_file(published: Path, path: str) -> None:
    Client().get(path)
    assert kept(published) == []


def test_nothing_is_kept_of_or_for_a_reader_who_is_signed_in(published: Path, settings: Settings) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session"
    assert client.get("/").status_code == 200
    assert kept(published) == []
    Client().get("/")
    assert "public" not in client.get("/").get("Cache-Control", "")


def test_a_new_edition_sends_the_earlier_one_away(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get("/")
    (old,) = kept(published)
    monkeypatch.setattr(stored_pages, "version_of_pages", lambda: "another")
    Client().get("/areas/58")
    assert not old.exists()
    assert [path.parts[-3].endswith("another") for path in kept(published)] == [True]


def test_a_folder_that_cannot_be_written_keeps_nobody_from_reading(published: Path) -> None:
    (published / "pages").write_text("a file where the folder should be")
    try:
        assert [Client().get("/").status_code for _ in range(2)] == [200, 200]
    finally:
        (published / "pages").unlink()


def test_before_the_first_release_nothing_is_kept(unpublished: Path) -> None:
    assert Client().get("/").status_code == 200
    assert kept(unpublished) == []
