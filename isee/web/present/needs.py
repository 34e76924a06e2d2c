"""What is needed next for one child, and who does it: the most pressing thing that the record itself shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.kernel import AcademicTerm
from isee.registry.api import Child, Identifier, IdentifierKind, Transfer, Whereabouts
from isee.screening.api import Result
from isee.support.api import Payment, PaymentState
from isee.tracking.api import EarlySign, SignKind, TermAttendance
from isee.web.present.formats import name, number
from isee.web.present.words import word


@dataclass(frozen=True)
class Need:
    """One thing to do, by whom, and where it is done; `url` is empty where it is done outside the system."""

    text: str
    who: str
    url: str = ""
    action: str = ""


def needed_next(
    child: Child, *, transfers: Sequence[Transfer], identifiers: Sequence[Identifier], results: Sequence[Result],
    attendance: Sequence[TermAttendance], present: AcademicTerm, payments: Sequence[Payment] = (),
    signs: Sequence[EarlySign] = (),
) -> Need | None:  # fmt: skip
    """The first of these that holds; None when the record shows nothing to do."""
    if child.whereabouts in (Whereabouts.ELSEWHERE, Whereabouts.FINISHED):
        return None
    if transfers:
        return Need(
            _("%(school)s asks for this pupil; the move waits for an answer.")
            % {"school": name(transfers[0].to_school)},
            _("the present school or its area office"), reverse("transfers"), _("See the request"),
        )  # fmt: skip
    if child.whereabouts is Whereabouts.OUT_OF_SCHOOL:
        return Need(
            _("Enrolled in no known school in term %(term)s. Find out where the child is and what keeps them away.")
            % {"term": present},
            _("the class teacher of the last school") if child.last else _("the case worker of the subdistrict"),
        )
    if child.whereabouts is Whereabouts.NOT_REPORTED:
        return Need(
            _("The school has not yet sent its roster of term %(term)s.") % {"term": present},
            _("the school's administrator"),
        )
    if not any(row.kind in (IdentifierKind.CITIZEN_ID, IdentifierKind.G_CODE) for row in identifiers):
        return Need(
            _("No 13-digit number and no G-code is known. Ask for the birth certificate or the house register."),
            _("the class teacher"),
        )
    return _signalled(signs) or _unsettled(payments, present) or _missing_data(results, attendance, present)


def _signalled(signs: Sequence[EarlySign]) -> Need | None:
    """A sign that still holds and that somebody can act on by going to see the child."""
    held = {row.kind for row in signs if row.cleared_on is None}
    if held & {SignKind.ABSENCE_RUN, SignKind.ABSENCE_SHARE}:
        return Need(_("Often absent of late. Find out why, and visit the home."), _("the class teacher"))
    if SignKind.NOT_RETURNED in held:
        return Need(_("Did not come back after the holidays. Find out where the child is."), _("the class teacher"))
    return None


def _unsettled(payments: Sequence[Payment], present: AcademicTerm) -> Need | None:
    """Money of this school year or the last one that has not arrived, or has no receipt."""
    recent = [row for row in payments if row.term_key // 10 >= present.year - 1]
    for row in recent:
        if row.state == PaymentState.BOUNCED:
            return Need(
                _("A payment of %(baht)s baht did not arrive: %(trouble)s. Put the account right.")
                % {"baht": number(row.amount_baht), "trouble": word(row.trouble, "trouble")},
                _("the school's administrator"),
            )
    for row in recent:
        if row.state == PaymentState.PAID:
            return Need(
                _("The payment of term %(term)s has no receipt yet.") % {"term": AcademicTerm.from_key(row.term_key)},
                _("the school's administrator"),
            )
    return None


def _missing_data(
    results: Sequence[Result], attendance: Sequence[TermAttendance], present: AcademicTerm
) -> Need | None:
    unreported = sorted(row.term_key for row in attendance if row.days_present is None and row.term_key < present.key)
    if unreported:
        return Need(
            _("Attendance of term %(term)s was never reported.") % {"term": AcademicTerm.from_key(unreported[-1])},
            _("the school's administrator"),
        )
    if not any(row.term_key // 10 == present.year for row in results):
        return Need(_("Not yet screened in school year %(year)s.") % {"year": present.year}, _("the class teacher"))
    return None
