"""Ways in and out: passwords, one-time codes, second factors, sessions, roles, the demo's door."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from pytest_django.fixtures import Settings

from isee.access.api import SYSTEM, AuditEvent, OneTimeLink, Role, Session, User, assign_role, make_one_time_link
from isee.system.api import now
from isee.web.pages.users import LINK_LIFETIME
from tests.conftest import RoleChanger
from tests.unit.web.staff import Browser, browsing, stranger
from tests.world import LONG_AGO, World

PASSWORD = "มะลิ ซ้อนดอก ริมโขง"
SIGN_IN = "/en/sign-in"


@pytest.fixture(autouse=True)
def fresh_limits(settings: Settings) -> None:
    """No test is stopped by the attempts of another."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def code_for(user: User, purpose: OneTimeLink.Purpose = OneTimeLink.Purpose.SET_PASSWORD) -> str:
    return make_one_time_link(user, purpose, by=SYSTEM, at=now(), lifetime=LINK_LIFETIME)


def give_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def choose(browser: Browser, code: str, password: str = PASSWORD, again: str | None = None) -> int:
    form = {"code": code, "password": password, "again": password if again is None else again}
    return browser.post("/en/password", form).status_code


def sign_in_with_password(browser: Browser, user: User) -> str:
    response = browser.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    assert response.status_code == 302, re.findall(r"<li>(.*?)</li>", response.content.decode())
    return str(response["Location"])


def test_a_teacher_sets_a_password_with_a_code_and_signs_in(world: World, as_role: RoleChanger) -> None:
    user = world.users["teacher"]
    code = code_for(user)
    with stranger(as_role) as browser:
        assert browser.get("/en/password").status_code == 200  # looking uses nothing up
        assert choose(browser, code) == 302
        assert sign_in_with_password(browser, user) == "/en/work"
        assert "My work" in browser.page("/work")
        session = Session.objects.get(user=user)
        assert session.address == "127.0.0.1"
    assert AuditEvent.objects.filter(action="signed_in", user=user).count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "teacher@example"])
def test_a_refused_password_leaves_the_code_unused(world: World, as_role: RoleChanger, password: str) -> None:
    code = code_for(world.users["teacher"])
    with stranger(as_role) as browser:
        assert choose(browser, code, password) == 422
        assert choose(browser, code, PASSWORD, again="something else") == 422
        assert choose(browser, code) == 302


def test_a_code_works_once(world: World, as_role: RoleChanger) -> None:
    code = code_for(world.users["teacher"])
    with stranger(as_role) as browser:
        assert choose(browser, code) == 302
        assert choose(browser, code) == 422


def test_a_code_of_the_demo_sets_no_password(world: World, as_role: RoleChanger) -> None:
    code = code_for(world.users["teacher"], OneTimeLink.Purpose.DEMO_SIGN_IN)
    with stranger(as_role) as browser:
        assert choose(browser, code) == 422


def test_a_new_password_by_code_ends_the_sessions_of_the_old_one(world: World, as_role: RoleChanger) -> None:
    code = code_for(world.users["teacher"])
    with browsing(world, as_role, "teacher") as old:
        assert old.get("/en/work").status_code == 200
        assert choose(Browser(), code) == 302
        assert old.get("/en/work").status_code == 302


def test_codes_cannot_be_guessed_without_end(world: World, as_role: RoleChanger) -> None:
    with stranger(as_role) as browser:
        answers = [browser.post("/en/password", {"code": str(n), "password": "x", "again": "x"}) for n in range(12)]
    assert "Too many attempts" in answers[-1].content.decode()


def test_wrong_passwords_are_written_down_and_slowed(world: World, as_role: RoleChanger) -> None:
    give_password(world.users["teacher"])
    form = {"login": world.users["teacher"].username, "password": "wrong"}
    with stranger(as_role) as browser:
        answers = [browser.post(SIGN_IN, form).content.decode() for _ in range(7)]
        assert "not correct" in answers[0]
        assert "Too many failed login attempts" in answers[-1]
        assert browser.post(SIGN_IN, {**form, "password": PASSWORD}).status_code == 200
    failed = AuditEvent.objects.filter(action="sign_in_failed")
    assert 1 <= failed.count() <= 6
    assert "wrong" not in str([event.detail for event in failed])


def test_a_closed_account_does_not_sign_in(world: World, as_role: RoleChanger) -> None:
    user = world.users["teacher"]
    give_password(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with stranger(as_role) as browser:
        assert browser.post(SIGN_IN, {"login": user.username, "password": PASSWORD}).status_code == 200


def test_nobody_signs_up(as_role: RoleChanger) -> None:
    with stranger(as_role) as browser:
        for path in ("/signup", "/sign-up", "/accounts/signup/", "/password/reset", "/en/sign-in/signup"):
            assert browser.get(path).status_code == 404, path


def enrol_app(browser: Browser) -> str:
    """Set up an authenticator app as a person would; returns its secret."""
    browser.post("/en/account/confirm", {"password": PASSWORD})
    page = browser.page("/account/second-factor/app")
    secret = re.search(r'class="code-words">(\w+)<', page)
    assert secret is not None
    response = browser.post("/en/account/second-factor/app", {"code": app_code(secret[1])})
    assert response.status_code == 302, response.content.decode()
    return secret[1]


def app_code(secret: str, *, steps: int = 0) -> str:
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return code


def test_a_director_sets_up_an_app_and_needs_it_from_then_on(world: World, as_role: RoleChanger) -> None:
    user = world.users["director"]
    give_password(user)
    with stranger(as_role) as first:
        sign_in_with_password(first, user)
        assert first.get("/en/work")["Location"] == "/en/account/second-factor"
        secret = enrol_app(first)
        assert len(re.findall(r"<li><code>\d{8}</code></li>", first.page("/account/second-factor/codes"))) == 10
        assert "Codes are shown only once" in first.page("/account/second-factor/codes")
        assert first.get("/en/work").status_code == 200

        second = Browser()
        assert sign_in_with_password(second, user) == "/en/sign-in/second-factor"
        assert second.get("/en/work").status_code == 302
        wrong = second.post("/en/sign-in/second-factor", {"code": "000000"})
        assert "Incorrect code" in wrong.content.decode()
        assert second.post("/en/sign-in/second-factor", {"code": app_code(secret, steps=1)}).status_code == 302
        assert second.get("/en/work").status_code == 200
    data = Authenticator.objects.get(user=user, type="totp").data
    assert secret not in str(data)


def test_the_secret_of_one_user_does_not_open_for_another(world: World, as_role: RoleChanger) -> None:
    director, admin = world.users["director"], world.users["school_admin"]
    for user in (director, admin):
        give_password(user)
    with stranger(as_role) as browser:
        sign_in_with_password(browser, director)
        secret = enrol_app(browser)
    stolen = Authenticator.objects.get(user=director, type="totp")
    Authenticator.objects.create(user=admin, type="totp", data=stolen.data)
    with stranger(as_role) as browser:
        assert sign_in_with_password(browser, admin) == "/en/sign-in/second-factor"
        browser.raise_request_exception = False
        assert browser.post("/en/sign-in/second-factor", {"code": app_code(secret, steps=1)}).status_code == 500
        assert browser.get("/en/work").status_code == 302


def test_the_only_second_factor_of_a_director_stays(world: World, as_role: RoleChanger) -> None:
    user = world.users["director"]
    give_password(user)
    with stranger(as_role) as browser:
        sign_in_with_password(browser, user)
        enrol_app(browser)
        assert "only second factor" in browser.page("/account/second-factor/app/remove")
        browser.post("/en/account/second-factor/app/remove")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_an_older_session_must_show_the_factor_that_was_set_up_elsewhere(world: World, as_role: RoleChanger) -> None:
    user = world.users["director"]
    data = {"secret": generate_totp_secret()}
    Authenticator.objects.create(user=user, type="totp", data=data)
    with browsing(world, as_role, "director", factor=False) as browser:
        assert browser.get("/en/work")["Location"] == "/en/account/confirm/code"


def test_a_user_switches_between_own_roles_and_to_no_other(world: World, as_role: RoleChanger) -> None:
    user = world.users["teacher"]
    director = assign_role(user, Role.DIRECTOR, by=SYSTEM, at=LONG_AGO, school_id=world.schools["B"], label="School B")
    foreign = world.assignments["administrator"].pk
    with browsing(world, as_role, "teacher") as browser:
        assert browser.get("/en/imports").status_code == 403
        assert browser.post("/en/account/role", {"assignment": foreign}).status_code == 404
        assert browser.post("/en/account/role", {"assignment": director.pk}).status_code == 302
        assert browser.get("/en/imports").status_code == 200
        assert "School director School B" in browser.page("/account")


def test_one_ends_one_s_own_sessions_and_no_other(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "director") as other:
        theirs = Session.objects.get(user=world.users["director"])
        assert other.get("/en/work").status_code == 200
    with browsing(world, as_role, "teacher") as first:
        own = Session.objects.get(user=world.users["teacher"])
    with browsing(world, as_role, "teacher") as second:
        assert second.post(f"/en/account/sessions/{theirs.pk}/end").status_code == 404
        assert first.get("/en/work").status_code == 200
        assert second.post(f"/en/account/sessions/{own.pk}/end").status_code == 302
        assert first.get("/en/work").status_code == 302
        assert second.get("/en/work").status_code == 200


def test_a_changed_password_signs_the_other_browsers_out(world: World, as_role: RoleChanger) -> None:
    give_password(world.users["teacher"])
    world.users["teacher"].refresh_from_db()
    form = {"old_password": PASSWORD, "new_password1": f"{PASSWORD} 2", "new_password2": f"{PASSWORD} 2"}
    with browsing(world, as_role, "teacher") as first:
        assert first.get("/en/work").status_code == 200
    with browsing(world, as_role, "teacher") as second:
        assert second.post("/en/account/password", {**form, "old_password": "wrong"}).status_code == 422
        assert second.post("/en/account/password", form).status_code == 302
        assert second.get("/en/work").status_code == 200
        assert first.get("/en/work").status_code == 302


def test_the_demo_s_door_is_closed_where_there_is_no_demo(world: World, as_role: RoleChanger) -> None:
    code = code_for(world.users["director"], OneTimeLink.Purpose.DEMO_SIGN_IN)
    with stranger(as_role) as browser:
        assert browser.get("/en/enter").status_code == 404
        assert browser.post("/en/enter", {"code": code}).status_code == 404


def test_a_demo_link_signs_in_once_and_stands_in_for_the_second_factor_here_alone(
    world: World, as_role: RoleChanger, settings: Settings
) -> None:
    settings.ISEE_DEMO = True
    code = code_for(world.users["director"], OneTimeLink.Purpose.DEMO_SIGN_IN)
    with stranger(as_role) as browser:
        assert browser.get("/en/enter").status_code == 200
        assert browser.post("/en/enter", {"code": code})["Location"] == "/en/work"
        assert browser.get("/en/work").status_code == 200
        for header in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"):
            answer = browser.get("/en/work", headers={header: "127.0.0.1"})
            assert answer["Location"] == "/en/account/second-factor", header
        assert browser.get("/en/work", REMOTE_ADDR="10.0.0.7")["Location"] == "/en/account/second-factor"
        settings.ISEE_DEMO = False
        assert browser.get("/en/work")["Location"] == "/en/account/second-factor"
        settings.ISEE_DEMO = True
        assert Browser().post("/en/enter", {"code": code}).status_code == 422
        assert Browser().get("/en/enter", REMOTE_ADDR="10.0.0.7").status_code == 404


def test_no_password_and_no_code_stands_in_an_address(world: World, as_role: RoleChanger, settings: Settings) -> None:
    settings.ISEE_DEMO = True
    with stranger(as_role) as browser:
        for path in ("/password", "/enter", "/sign-in"):
            forms = re.findall(r"<form[^>]*>", browser.page(path))
            assert forms
            assert all('method="post"' in form for form in forms), path
