"""What the header offers: the main pages, the other language, the way in and out."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from isee.access.api import Ability
from isee.web.guards import actor_of

LANGUAGES = {"th": "ภาษาไทย", "en": "English"}
PUBLIC = (
    ("home", gettext_noop("Overview")),
    ("areas", gettext_noop("Areas")),
    ("near", gettext_noop("Schools near me")),
    ("data", gettext_noop("Open data")),
)
PUBLIC_FOR_STAFF = 3
"""Open data and the method are in the footer of every page; the header of staff has their own pages besides."""
STAFF: tuple[tuple[str, str, tuple[Ability, ...]], ...] = (
    ("work", gettext_noop("My work"), ()),
    ("children", gettext_noop("Children"), (Ability.VIEW_CHILDREN,)),
    ("imports", gettext_noop("Imports"), (Ability.IMPORT_ROSTER,)),
    ("reports", gettext_noop("Reports"), (Ability.VIEW_FIGURES,)),
    ("research", gettext_noop("Research extracts"), (Ability.REQUEST_RESEARCH, Ability.APPROVE_RESEARCH)),
    ("users", gettext_noop("Accounts"), (Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS)),
)


@dataclass(frozen=True)
class Item:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class OtherLanguage:
    """The same page in the other language."""

    code: str
    label: str
    url: str


def main_items(request: HttpRequest) -> list[Item]:
    """The pages of the header; a signed-in person's own work comes first."""
    user = getattr(request, "user", None)
    staff = _staff_items(request) if user is not None and user.is_authenticated else []
    home = reverse("home")
    items = []
    for view, label in (*staff, *(PUBLIC[:PUBLIC_FOR_STAFF] if staff else PUBLIC)):
        url = reverse(view)
        within = request.path == url if url == home else _lies_within(request.path, url)
        items.append(Item(_(label), url, within))
    return items


def _staff_items(request: HttpRequest) -> list[tuple[str, str]]:
    """The pages that the reader's present role opens."""
    actor = actor_of(request)
    return [
        (view, label)
        for view, label, abilities in STAFF
        if not abilities or any(actor.can(ability) for ability in abilities)
    ]


def _lies_within(path: str, url: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")


def other_language(request: HttpRequest) -> OtherLanguage:
    """The address of this page in the language that it is not in; the reader's choices stay in it."""
    code = "en" if (get_language() or "th").startswith("th") else "th"
    return OtherLanguage(code, LANGUAGES[code], translate_url(request.get_full_path(), code))


def account_links() -> dict[str, str]:
    """Where to sign in and out, and where one's work is; a door that is not built in leads to the first page."""
    names = {"sign_in": "account_login", "sign_out": "account_logout", "work": "work"}
    return {key: _address(view) for key, view in names.items()}


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return reverse("home")
