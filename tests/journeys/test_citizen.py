"""Somebody who wants to know how children fare where they live; no account, any device."""

import re

import pytest
from playwright.sync_api import expect

from isee.places.api import find_area
from tests.journeys.people import Person

PUBLIC = ("/", "/areas", "/areas/{province}", "/schools/near", "/data", "/data/indicators", "/about", "/privacy",
          "/method")  # fmt: skip
LANGUAGES = {"th": "", "en": "/en"}


def test_a_citizen_reads_the_country_in_one_sentence_in_thai(phone: Person) -> None:
    phone.opens("/").reads_heading("ยากจนพิเศษ").reads("ข้อมูลสังเคราะห์")
    expect(phone.page.locator("html")).to_have_attribute("lang", "th")


def test_the_same_country_reads_in_english(phone: Person) -> None:
    phone.opens("/en/").reads_heading("extremely poor").reads("Synthetic")
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")


def test_changing_the_language_keeps_the_page_and_the_choice(desktop: Person) -> None:
    province = f"/areas/{desktop.service.province}"
    desktop.opens(f"{province}?show=attendance").follows("English").is_at(f"/en{province}")
    assert desktop.page.url.endswith("?show=attendance")
    desktop.follows("ภาษาไทย").is_at(province)


def test_a_reader_with_a_keyboard_walks_over_the_map_into_a_province(desktop: Person) -> None:
    desktop.opens("/en/")
    page = desktop.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.closest('svg') !== null")
    assert focused, "the key after 'Skip the map' does not enter the map"
    address = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/areas/\d\d$"))
    desktop.is_at(address)


def test_from_the_country_to_one_school(phone: Person) -> None:
    page = phone.page
    province = phone.service.province
    phone.opens("/").opens(f"/areas/{province}")
    area = _walk(phone, r"/areas/\d{4}$")
    subdistrict = _walk(phone, r"/areas/\d{6}$")
    school = _walk(phone, r"/schools/\d{10}$")
    assert area.startswith(f"/areas/{province}")
    assert subdistrict.startswith(area)
    phone.is_at(school)
    trail = page.get_by_role("navigation", name="ท่านอยู่ที่นี่")
    for address in (f"/areas/{province}", area, subdistrict):
        expect(trail.locator(f"a[href='{address}']")).to_be_visible()


def test_a_school_is_told_in_ranges_and_never_in_a_number(phone: Person) -> None:
    """Below the district: ranges for shares, no groups to choose, and the words for it on the page."""
    page = phone.page
    phone.opens(f"/en/areas/{phone.service.province}")
    _walk(phone, r"/en/areas/\d{4}$")
    expect(page.get_by_role("combobox", name="Group")).to_be_visible()
    _walk(phone, r"/en/areas/\d{6}$")
    expect(page.get_by_role("combobox", name="Group")).to_have_count(0)
    school = _walk(phone, r"/en/schools/\d{10}$")
    shares = [text.strip() for text in page.locator("dl.facts dd").all_inner_texts()[1:]]
    ranges = re.compile(r"^(under 10 %|\d\d–\d\d %|90 % or more|too few to show|no data)$")
    assert all(ranges.match(text) for text in shares), shares
    phone.opens(f"{school}?group=f").reads("for everyone together").sees_a_page_for_all()


def test_a_shared_address_opens_the_choice_and_back_returns(desktop: Person) -> None:
    page = desktop.page
    desktop.opens("/en/")
    page.get_by_role("combobox", name="Show").select_option("attendance")
    page.wait_for_url(re.compile(r"show=attendance"))
    page.get_by_role("combobox", name="Group").select_option("f")
    page.wait_for_url(re.compile(r"group=f"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Girls")
    page.go_back()
    page.wait_for_url(lambda url: "group=f" not in url)
    expect(page.get_by_role("combobox", name="Show")).to_have_value("attendance")


def test_a_reader_finds_the_main_figures_of_two_places_first(phone: Person) -> None:
    phone.opens(f"/en/compare?a=TH&a={phone.service.province}").reads("Main figures").sees_a_page_for_all()
    expect(phone.page.get_by_role("link", name="Attendance rate")).to_be_visible()
    expect(phone.page.get_by_role("link", name="Stunting")).to_be_hidden()


def test_the_map_goes_home_as_a_file_with_its_source(desktop: Person) -> None:
    desktop.opens("/en/")
    with desktop.page.expect_download() as download:
        desktop.page.locator("a[href*='picture=map']").click()
    drawing = download.value.path().read_text(encoding="utf-8")
    assert "Source: iSEE" in drawing
    assert "made" in drawing


def _walk(person: Person, address: str) -> str:
    """Follow the first link of the page's main part that leads one step down; returns where it led."""
    links = person.page.get_by_role("main").get_by_role("link").all()
    href = next(href for link in links if re.search(address, href := link.get_attribute("href") or ""))
    person.page.locator(f"main a[href='{href}']").first.click()
    person.page.wait_for_url(re.compile(address))
    return href


def test_a_parent_without_scripts_finds_the_nearest_schools(plain: Person) -> None:
    area = find_area(plain.service.province)
    assert area is not None
    plain.opens("/schools/near")
    plain.page.get_by_role("searchbox").first.fill(area.name_th)
    plain.presses("ค้นหา")
    plain.page.get_by_role("link", name=re.compile(area.name_th)).first.click()
    plain.reads_heading("โรงเรียน")
    schools = plain.page.locator("#near-list li")
    assert schools.count() >= 3
    distances = [float(text.split()[0].replace(",", "")) for text in schools.locator(".km").all_inner_texts()]
    assert distances == sorted(distances)


def test_the_phone_gives_its_position_once_and_no_address_holds_it(phone: Person) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 18.16123456, "longitude": 97.93123456})
    phone.opens("/schools/near").presses("ใช้ตำแหน่งของฉัน").reads("กม.")
    assert "18.16" not in phone.page.url


def test_a_point_of_the_map_is_looked_from_and_no_address_holds_it(phone: Person) -> None:
    phone.opens("/schools/near")
    phone.page.locator("#near-map .outline").first.wait_for()
    phone.page.locator("#near-map").tap(position={"x": 180, "y": 150})
    phone.reads_heading("โรงเรียนใกล้จุดบนแผนที่")
    assert phone.page.url.endswith("/schools/near")


def test_a_reader_downloads_the_table_behind_the_map(desktop: Person) -> None:
    desktop.opens("/data")
    with desktop.page.expect_download() as download:
        desktop.page.locator("a[href$='/provinces.csv']").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_an_address_that_is_wrong_says_so_kindly(phone: Person) -> None:
    phone.opens("/areas/999999").sees_a_page_for_all()
    expect(phone.page.get_by_role("main").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_is_open_to_all(phone: Person, path: str, language: str) -> None:
    path = path.format(province=phone.service.province)
    phone.opens(LANGUAGES[language] + path).sees_a_page_for_all()
