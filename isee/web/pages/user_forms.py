"""The forms of an account and of a role, which reads the role's scope as people write it."""

from datetime import datetime, time, timedelta
from typing import Any

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
from isee.places.api import AreaLevel, find_area, schools_by_code, schools_by_id
from isee.registry.api import Room, rooms_by_id, rooms_of
from isee.system.api import today
from isee.web.present.accounts import room_name
from isee.web.present.formats import name
from isee.web.present.staff import present_term
from isee.web.present.words import word

SUBDISTRICT_DIGITS = 6
OF_ONE_SCHOOL = (ScopeKind.ROOMS, ScopeKind.SCHOOL)


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
        label=_("School code"), required=False, max_length=13,
        help_text=_("For the roles of a school: 10, 8 or 6 digits."),
    )  # fmt: skip
    rooms = forms.MultipleChoiceField(label=_("Rooms"), required=False, widget=forms.CheckboxSelectMultiple)
    education_area = forms.CharField(
        label=_("Education area code"),
        required=False,
        max_length=8,
        help_text=_("For an education area officer: 8 digits."),
    )
    until = forms.CharField(
        label=_("The role ends on"), required=False, max_length=40,
        help_text=_("The last day, such as 31/3/2570. An auditor's role ends after a year at the latest; others may."),
    )  # fmt: skip
    area = forms.CharField(
        label=_("Area code"), required=False, max_length=6,
        help_text=_("For a province officer or a steward: 2 digits for a province, 4 a district, 6 a subdistrict."),
    )  # fmt: skip

    def __init__(self, data: Any, *, by: Actor) -> None:
        super().__init__(data)
        roles = roles_to_give(by)
        self.own_school = managed_school(by)
        self._choices("role", [(role.value, word(role.value, "role")) for role in roles])
        self._scope: dict[str, Any] = {}
        if self.own_school is not None:
            for unused in ("school", "education_area", "area"):
                del self.fields[unused]
            self.fields["role"].initial = roles[0].value
        rooms = self._rooms_to_choose(data)
        self._choices("rooms", [(str(room.pk), room_name(room.grade, room.name)) for room in rooms])

    def _choices(self, field: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[field]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices

    def _rooms_to_choose(self, data: Any) -> list[Room]:
        """This year's rooms of the school that is asked for; empty until one is known."""
        school = self.own_school
        if school is None and data:
            code = str(data.get("school", "")).strip()
            found = schools_by_code([code], on=today()) if code else {}
            school = found[code].pk if code in found else None
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
            code = cleaned.get("school", "").strip()
            school = schools_by_code([code], on=today()).get(code)
        if school is None:
            self.add_error("school", _("No school has this code."))
            return
        self._scope = {"school_id": school.pk, "label": name(school)}
        if rooms:
            chosen = [int(number) for number in cleaned.get("rooms", [])]
            if not chosen:
                self.add_error("rooms", _("Choose the rooms that the teacher looks after."))
            names = ", ".join(room_name(room.grade, room.name) for room in rooms_by_id(chosen))
            self._scope |= {"room_ids": chosen, "label": names}

    def _read_group(self, cleaned: dict[str, Any]) -> None:
        group = find_scope_group(cleaned.get("education_area", "").strip())
        if group is None:
            self.add_error("education_area", _("No education area has this code."))
            return
        self._scope = {"group": group, "label": group.code}

    def _read_area(self, cleaned: dict[str, Any]) -> None:
        area = find_area(cleaned.get("area", "").strip())
        if area is None or area.level not in (AreaLevel.PROVINCE, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT):
            self.add_error("area", _("No province, district or subdistrict has this code."))
            return
        step = 10 ** (SUBDISTRICT_DIGITS - len(area.text))
        self._scope = {"area": (area.code * step, (area.code + 1) * step - 1), "label": name(area)}
