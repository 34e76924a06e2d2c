"""The forms of an account and of a role, which reads the role's scope as people write it."""

from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isee.access.api import (
    RULES,
    Actor,
    Role,
    ScopeKind,
    find_scope_group,
    managed_school,
    roles_to_give,
    username_is_free,
)
from isee.kernel import ThaiDateError, parse_thai_date
from isee.places.api import (
    AreaLevel,
    School,
    area_path,
    find_area,
    schools_by_code,
    schools_by_id,
    search_areas,
    search_education_areas,
    search_schools,
)
from isee.registry.api import Room, rooms_by_id, rooms_of
from isee.system.api import today
from isee.web.present.accounts import room_name
from isee.web.present.formats import name
from isee.web.present.staff import present_term
from isee.web.present.words import word

SUBDISTRICT_DIGITS = 6
OF_ONE_SCHOOL = (ScopeKind.ROOMS, ScopeKind.SCHOOL)


FIELDS_OF = {
    ScopeKind.ROOMS: ("school", "rooms"),
    ScopeKind.SCHOOL: ("school",),
    ScopeKind.SCHOOL_GROUP: ("education_area",),
    ScopeKind.AREA: ("area",),
}
OFFERED = 8
T = TypeVar("T")


def _names(place: object) -> set[str]:
    """What a place is called, in both languages."""
    return {str(getattr(place, field, None) or "").casefold() for field in ("name_th", "name_en")} - {""}


def find_schools(text: str) -> list[School]:
    """The school of a code, or the schools whose name holds the text."""
    plain = text.strip()
    known = schools_by_code([plain], on=today()) if plain else {}
    return [known[plain]] if plain in known else search_schools(plain, on=today(), limit=OFFERED)


class AccountForm(forms.Form):
    """Who gets an account."""

    display_name = forms.CharField(label=_("Name"), max_length=160)
    username = forms.CharField(
        label=_("User name"), max_length=80,
        help_text=_("What is typed at sign-in: letters without accents, digits, . - _ @; never a 13-digit number."),
        validators=[
            RegexValidator(r"^[A-Za-z0-9._@-]{3,}$", _("Use three or more letters without accents, digits, . - _ @")),
            RegexValidator(r"^[0-9-]{13,}$", _("A 13-digit number is not a user name."), inverse_match=True),
        ],
    )  # fmt: skip

    def clean_username(self) -> str:
        """The name, if nobody has it."""
        username: str = self.cleaned_data["username"]
        if not username_is_free(username):
            raise forms.ValidationError(_("Somebody has this user name already."))
        return username


class RoleForm(forms.Form):
    """A role with its scope; which of the fields is needed depends on the role."""

    role = forms.ChoiceField(label=_("Role"))
    school = forms.CharField(
        label=_("School"), required=False, max_length=120,
        help_text=_("Its name or its code."),
    )  # fmt: skip
    rooms = forms.MultipleChoiceField(label=_("Rooms"), required=False, widget=forms.CheckboxSelectMultiple)
    education_area = forms.CharField(
        label=_("Education area"),
        required=False,
        max_length=120,
        help_text=_("Its name or its code."),
    )
    until = forms.CharField(
        label=_("The role ends on"), required=False, max_length=40,
        help_text=_("The last day, such as 31/3/2570. An auditor's role ends after a year at the latest; others may."),
    )  # fmt: skip
    area = forms.CharField(
        label=_("Province, district or subdistrict"), required=False, max_length=120,
        help_text=_("Its name or its code."),
    )  # fmt: skip

    def __init__(self, data: Any, *, by: Actor, role: str = "") -> None:
        super().__init__(data)
        roles = roles_to_give(by)
        self.own_school = managed_school(by)
        self.offered: dict[str, list[tuple[str, str]]] = {}
        self._choices("role", [(role.value, word(role.value, "role")) for role in roles])
        self._scope: dict[str, Any] = {}
        wanted = str((data or {}).get("role", "")) or role or (roles[0].value if len(roles) == 1 else "")
        self.picked = wanted if wanted in [one.value for one in roles] else ""
        self.fields["role"].initial = self.picked
        self._drop_what_the_role_does_not_need()
        if "rooms" not in self.fields:
            return
        rooms = self._rooms_to_choose(data)
        self._choices("rooms", [(str(room.pk), room_name(room.grade, room.name)) for room in rooms])

    @property
    def picked_word(self) -> str:
        """The role that the fields are for, in words; empty until one is picked."""
        return word(self.picked, "role") if self.picked else ""

    def _drop_what_the_role_does_not_need(self) -> None:
        needed = FIELDS_OF.get(RULES[Role(self.picked)].scope, ()) if self.picked else ()
        for field in ("school", "rooms", "education_area", "area"):
            if field not in needed or (field == "school" and self.own_school is not None):
                del self.fields[field]

    def _choices(self, field: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[field]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices

    def _rooms_to_choose(self, data: Any) -> list[Room]:
        """This year's rooms of the school that is asked for; empty until one is known."""
        school = self.own_school
        if school is None and data:
            found = find_schools(str(data.get("school", "")))
            school = found[0].pk if len(found) == 1 else None
        return [] if school is None else list(rooms_of(school, present_term().year))

    @property
    def chosen_role(self) -> Role:
        """The role of a valid form."""
        return Role(self.cleaned_data["role"])

    def scope(self) -> dict[str, Any]:
        """What a valid form lets the role see, as `assign_role` takes it."""
        return self._scope

    def clean(self) -> dict[str, Any]:
        """Read the scope that the role needs."""
        cleaned = super().clean() or {}
        if "role" not in cleaned:
            return cleaned
        kind = RULES[Role(cleaned["role"])].scope
        if kind in OF_ONE_SCHOOL:
            self._read_school(cleaned, rooms=kind is ScopeKind.ROOMS)
        elif kind is ScopeKind.SCHOOL_GROUP:
            self._read_group(cleaned)
        elif kind is ScopeKind.AREA:
            self._read_area(cleaned)
        self._read_until(cleaned, longest=RULES[Role(cleaned["role"])].longest)
        return cleaned

    def _read_until(self, cleaned: dict[str, Any], *, longest: timedelta | None) -> None:
        """The end of the role: midnight after the last day, in Thailand."""
        typed = cleaned.get("until", "").strip()
        if not typed:
            if longest is not None:
                self.add_error("until", _("This role ends by itself: say on which day."))
            return
        try:
            last = parse_thai_date(typed)
        except ThaiDateError:
            self.add_error("until", _("This is no day. Write it as 31/3/2570 or 2027-03-31."))
            return
        if last < today() or (longest is not None and last > today() + longest - timedelta(days=1)):
            self.add_error("until", _("Choose a day from today on, within a year for this role."))
            return
        end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
        self._scope = {**self._scope, "valid_to": end}

    def _read_school(self, cleaned: dict[str, Any], *, rooms: bool) -> None:
        school = schools_by_id([self.own_school]).get(self.own_school) if self.own_school is not None else None
        if self.own_school is None:
            found = find_schools(cleaned.get("school", ""))
            school = self._one_of(
                "school", [(row, row.code, f"{name(row)} {row.code}") for row in found],
                none=str(_("No school has this name or code.")),
            )  # fmt: skip
        if school is None:
            return
        self._scope = {"school_id": school.pk, "label": name(school)}
        if rooms:
            chosen = [int(number) for number in cleaned.get("rooms", [])]
            if not chosen:
                self.add_error("rooms", _("Choose the rooms that the teacher looks after."))
            names = ", ".join(room_name(room.grade, room.name) for room in rooms_by_id(chosen))
            self._scope |= {"room_ids": chosen, "label": names}

    def _one_of(self, field: str, found: list[tuple[T, str, str]], *, none: str) -> T | None:
        """The one place that was meant; where several fit, they are offered to choose from."""
        typed = str(self.cleaned_data.get(field, "")).strip().casefold()
        named = [row for row, _value, _label in found if typed in _names(row)]
        if len(found) == 1 or len(named) == 1:
            return named[0] if named else found[0][0]
        if found:
            self.offered[field] = [(value, label) for _row, value, label in found]
            self.add_error(field, _("Several have this name. Choose one of them."))
        else:
            self.add_error(field, none)
        return None

    def _read_group(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.get("education_area", "")
        area = self._one_of(
            "education_area",
            [(row, str(row.code), f"{name(row)} {row.code}") for row in search_education_areas(text, limit=OFFERED)],
            none=str(_("No education area has this name or code.")),
        )
        group = find_scope_group(str(area.code)) if area is not None else None
        if group is not None and area is not None:
            self._scope = {"group": group, "label": name(area)[:160]}
        elif area is not None:
            self.add_error("education_area", _("This education area has no schools yet."))

    def _read_area(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.get("area", "").strip()
        known = find_area(text)
        found = [known] if known is not None else search_areas(text, limit=OFFERED)
        area = self._one_of(
            "area",
            [
                (row, row.text, " ".join(name(one) for one in area_path(row.code)[1:]))
                for row in found
                if row.level in (AreaLevel.PROVINCE, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT)
            ],
            none=str(_("No province, district or subdistrict has this name or code.")),
        )
        if area is None:
            return
        step = 10 ** (SUBDISTRICT_DIGITS - len(area.text))
        self._scope = {"area": (area.code * step, (area.code + 1) * step - 1), "label": name(area)}
