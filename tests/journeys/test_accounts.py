"""A school invites its teachers, one of them comes in by the slip, and a lost way in needs two persons."""

from tests.journeys.people import Person

PASSWORD = "three quiet rivers meet"


def test_an_invited_teacher_comes_in_by_the_slip_and_is_recovered_by_two(desktop: Person, phone: Person) -> None:
    desktop.is_signed_in_as("school_admin").opens("/en/users/invite")
    desktop.page.get_by_label("Names").fill("Somsri Journey, P4/1\nNobody, P6/9")
    desktop.presses("Look at the list").reads("1 account can be opened", "has no room P6/9").sees_a_page_for_all()
    desktop.presses("Open 1 account").reads("Somsri Journey", "1058000001.01").sees_a_page_for_all()
    code = desktop.page.locator(".one-code").inner_text()

    phone.opens(f"/en/password#{code}")
    phone.page.get_by_label("New password").fill(PASSWORD)
    phone.page.get_by_label("The same password again").fill(PASSWORD)
    phone.presses("Set the password").is_at("/en/sign-in")
    assert code not in phone.page.url

    desktop.opens("/en/users/recovery").page.get_by_label("Colleague", exact=True).select_option(
        label="Somsri Journey (1058000001.01)"
    )
    desktop.presses("Ask").reads("waits for the second person").does_not_read("Confirm and show the code")
    phone.is_signed_in_as("area_officer").opens("/en/work").follows("Look at it").reads("Somsri Journey")
    phone.sees_a_page_for_all().presses("Confirm and show the code").reads("One-time code")
    assert phone.page.locator(".one-code").inner_text() != code
