"""The page about the API for people: it works without a script, in both languages, and its links lead somewhere."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


@pytest.mark.parametrize(("language", "address", "heading"), [
    ("", "/api", "ข้อมูลสำหรับโปรแกรม (API)"), ("en", "/en/api", "Figures for programs (API)"),
])  # fmt: skip
def test_the_address_of_the_docs_leads_to_the_page_in_the_readers_language(
    client: Client, released: Path, language: str, address: str, heading: str
) -> None:
    response = client.get("/api/v1/docs", headers={"Accept-Language": language} if language else {})
    assert (response.status_code, response["Location"]) == (302, address)
    assert f"<h1>{heading}</h1>" in text(client, address)


@pytest.mark.parametrize("address", ["/api", "/en/api"])
def test_the_page_holds_no_script_or_style_of_its_own(client: Client, released: Path, address: str) -> None:
    page = text(client, address)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'(?:src|href)="https?://', page)


def test_every_address_on_the_page_answers(client: Client, released: Path) -> None:
    page = text(client, "/en/api").split("<main")[1].split("</main>")[0]
    links = [unescape(link) for link in re.findall(r'href="(/api/v1[^"]*)"', page)]
    assert len(links) == 7
    for link in links:
        text(client, link)


def test_the_page_stands_before_the_first_release(client: Client, unreleased: Path) -> None:
    assert "/api/v1/openapi.json" in text(client, "/api")
