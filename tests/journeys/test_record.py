"""One child's record: what is closed opens for a purpose, and what is printed says who printed it."""

from pathlib import Path

from tests.journeys.people import Person

OWN_PUPIL = "อนันต์"


def opens_the_record(person: Person, role: str, language: str = "/en") -> Person:
    """Sign in and go straight to the child, as from a bookmark."""
    child = person.service.world.person("anan").uuid
    return person.is_signed_in_as(role).opens(f"{language}/children/{child}")


def asks_for(person: Person, part: str, *, why: str) -> Person:
    """Open a closed section, say what it is needed for, and have it shown."""
    section = person.page.locator(f"#{part}")
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    section.get_by_label("What do you need it for?").select_option(label=why)
    section.get_by_role("button", name="Show it").click()
    return person


def test_a_teacher_opens_growth_for_the_childs_health_without_a_script(plain: Person) -> None:
    opens_the_record(plain, "teacher").reads(OWN_PUPIL, "Guardians and income").does_not_read("26.0", "120.0")
    asks_for(plain, "health", why="The child's health and growth")
    plain.reads("26.0", "120.0", "WHO growth reference 2007").is_at(
        f"/en/children/{plain.service.world.person('anan').uuid}/parts"
    )


def test_a_second_part_opens_beside_the_first_on_a_phone(phone: Person) -> None:
    opens_the_record(phone, "teacher").sees_a_page_for_all()
    asks_for(phone, "health", why="Help in a single case")
    asks_for(phone, "risk", why="Help in a single case")
    phone.reads("26.0", "Economy of the family").sees_a_page_for_all()
    phone.page.locator("#looks summary").click()
    phone.reads("Sensitive parts that were opened", "risk behaviour")


def test_the_page_in_thai_is_for_all(desktop: Person) -> None:
    opens_the_record(desktop, "teacher", language="").reads("ผู้ปกครองและรายได้", "ใครเปิดดูระเบียนนี้").sees_a_page_for_all()
    for section in desktop.page.locator("details").all():
        if section.get_attribute("open") is None:
            section.locator("summary").click()
    desktop.sees_a_page_for_all()


def test_a_teacher_prints_a_record_and_the_look_is_shown(desktop: Person, tmp_path: Path) -> None:
    opens_the_record(desktop, "teacher")
    desktop.page.get_by_text("Print this record").click()
    form = desktop.page.locator("form[action$='record.pdf']")
    form.get_by_label("What do you need it for?").select_option(label="Screening or a home visit")
    form.get_by_label("Weight, height and growth").check()
    with desktop.page.expect_download() as download:
        form.get_by_role("button", name="Make the PDF").click()
    download.value.save_as(tmp_path / "record.pdf")
    assert (tmp_path / "record.pdf").read_bytes().startswith(b"%PDF")
    assert download.value.suggested_filename == "record.pdf"
    opens_the_record(desktop, "teacher").page.locator("#looks summary").click()
    desktop.reads("printed on paper", "Screening or a home visit")


def test_an_office_hands_the_family_a_copy_and_a_teacher_cannot(desktop: Person, tmp_path: Path) -> None:
    opens_the_record(desktop, "teacher").does_not_read("Copy for the family")
    opens_the_record(desktop, "school_admin").page.get_by_text("Copy for the family").click()
    form = desktop.page.locator("form[action$='copy.pdf']")
    form.get_by_label("mother").check()
    form.get_by_label("I have seen a paper that shows who asks").check()
    with desktop.page.expect_download() as download:
        form.get_by_role("button", name="Make the copy").click()
    download.value.save_as(tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
