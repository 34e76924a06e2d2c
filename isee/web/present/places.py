"""How an area is called, and where its page is."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.places.api import Area
from isee.web.present.formats import in_thai, name

NATION = "TH"
BANGKOK = "10"


def area_url(code: str) -> str:
    """The address of an area's page; the nation's is the first page."""
    return reverse("home") if code == NATION else reverse("area", args=[code])


def title(area: Mapping[str, Any]) -> str:
    """The full name of an area with its kind: `จังหวัดเชียงใหม่`, `แขวงบางรัก`, `Chiang Mai Province`."""
    code, level, plain = str(area["code"]), area["level"], name(area)
    if level in ("nation", "region", "school") or code == BANGKOK:
        return plain
    capital = code.startswith(BANGKOK)
    if level == "province":
        return _("%(name)s Province") % {"name": plain}
    if level == "district":
        if capital:
            bare = plain.removeprefix("เขต")
            return f"เขต{bare}" if in_thai() else _("%(name)s District") % {"name": bare}
        return _("%(name)s District") % {"name": plain}
    return f"แขวง{plain}" if capital and in_thai() else _("%(name)s Subdistrict") % {"name": plain}


def kinds(level: str) -> str:
    """The plural name of a level, for headings and counts."""
    return {
        "region": _("regions"),
        "province": _("provinces"),
        "district": _("districts"),
        "subdistrict": _("subdistricts"),
        "school": _("schools"),
    }[level]


def words(area: Area) -> dict[str, str]:
    """An area of the register in the form that a release has."""
    return {"code": area.text, "level": area.level, "name_th": area.name_th, "name_en": area.name_en or ""}
