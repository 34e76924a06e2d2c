"""A teacher of one room, who knows the children and not their file names."""

from playwright.sync_api import Browser, expect

from tests.journeys.people import Person
from tests.journeys.service import Service

OWN_ROOM = "อนันต์"
ROOM_NEXT_DOOR = "กมล"
OTHER_SCHOOL = "เบญจา"


def test_a_teacher_signs_in_by_a_link_that_works_once(phone: Person, service: Service, browser: Browser) -> None:
    code = service.link_token("teacher")
    phone.enters_by_link(code).reads("Nothing is due")
    assert code not in phone.page.url

    stranger = Person(browser.new_context(), browser.contexts[-1].new_page(), service)
    stranger.enters_by_link(code).reads("This link was used already or is too old")
    stranger.context.close()


def test_a_teacher_sees_the_children_of_the_own_room_alone(phone: Person) -> None:
    phone.is_signed_in_as("teacher").opens("/en/children")
    phone.page.get_by_role("button", name="/1").click()
    phone.reads_heading("1 child").reads(OWN_ROOM).does_not_read(ROOM_NEXT_DOOR, OTHER_SCHOOL)
    for name in (ROOM_NEXT_DOOR, OTHER_SCHOOL):
        phone.looks_for(name).reads("Nobody in your rooms, school or area fits")


def test_a_mistyped_name_is_found_and_stands_in_no_address(phone: Person) -> None:
    phone.is_signed_in_as("teacher").looks_for("อนันท์ ใจดี").reads(OWN_ROOM)
    phone.page.get_by_role("link", name=OWN_ROOM).click()
    phone.reads_heading(OWN_ROOM)
    assert "%E0" not in phone.page.url
    phone.sees_a_page_for_all()


def test_a_look_at_a_record_is_shown_on_the_record(desktop: Person) -> None:
    desktop.is_signed_in_as("teacher").looks_for(OWN_ROOM)
    desktop.page.get_by_role("link", name=OWN_ROOM).click()
    desktop.page.get_by_text("Who has looked at this record").click()
    desktop.reads("Example teacher")


def test_a_brother_or_sister_elsewhere_is_a_name_and_no_more(desktop: Person) -> None:
    desktop.is_signed_in_as("teacher").looks_for(OWN_ROOM)
    desktop.page.get_by_role("link", name=OWN_ROOM).click()
    desktop.reads(OTHER_SCHOOL, "outside your school or area: name only")
    expect(desktop.page.get_by_role("main").get_by_role("link", name=OTHER_SCHOOL)).to_have_count(0)


def test_strangers_are_stopped_before_a_child_by_a_kind_sentence(phone: Person, service: Service) -> None:
    address = f"/en/children/{service.world.person('gamon').uuid}"
    closed = "Behind this address there may be a child"
    phone.opens(address).reads_heading(closed).does_not_read(ROOM_NEXT_DOOR)
    phone.is_signed_in_as("teacher").opens(address).reads_heading(closed).does_not_read(ROOM_NEXT_DOOR)
    nobody = "/en/children/00000000-0000-4000-8000-000000000000"
    phone.opens(nobody).reads_heading(closed).sees_a_page_for_all()
