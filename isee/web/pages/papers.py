"""A child's record on paper: a print for official use, and the copy that a family may ask the office for."""

import uuid as uuid_module
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isee.access.api import (
    Ability,
    Part,
    ReadingPurpose,
    Requester,
    may_hand_out_copies,
    record_event,
    record_reading,
)
from isee.system.api import now
from isee.web.guards import actor_of, requires, user_of
from isee.web.paper.record import Imprint, copy_document, record_document
from isee.web.paper.typesetting import set_pdf
from isee.web.present.accounts import present_role
from isee.web.present.words import word
from isee.web.record.opening import Found, asked_for, find_child, open_record, stopped
from isee.web.record.photos import embedded_photo

TEMPLATE = "record"


@require_POST
@requires(Ability.VIEW_CHILDREN)
def record(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The record as PDF for a stated purpose, with the sensitive parts that were ticked; written down as a look."""
    found = find_child(request, uuid)
    if found is None:
        return stopped(request)
    asked, at = asked_for(request), now()
    if asked.purpose is None:
        return redirect("child", uuid)
    record_reading(person_id=found.person.pk, part="print", by=actor_of(request), at=at, purpose=asked.purpose)
    read = open_record(request, found, opened=asked.parts, purpose=asked.purpose)
    imprint = _imprint(request, at, why=word(asked.purpose, "purpose"))
    pictures = embedded_photo(request, purpose=asked.purpose) if Part.PHOTO in asked.parts else None
    return _pdf(set_pdf(TEMPLATE, record_document(read, imprint, pictures=pictures), made_at=at), "record.pdf")


@require_POST
@requires(Ability.VIEW_CHILDREN)
def copy(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Everything held about the child, for the family; who asked is kept in the audit by relation, never by name.

    Problems and protection can be left out where giving them could harm somebody (PDPA 2562, section 30).
    """
    if not may_hand_out_copies(actor_of(request)):
        raise PermissionDenied
    found = find_child(request, uuid)
    if found is None:
        return stopped(request)
    requester = next((one for one in Requester if one.value == request.POST.get("requester")), None)
    if requester is None or "identified" not in request.POST:
        return redirect("child", uuid)
    return _hand_out(request, found, requester, keep_back="keep_back" in request.POST)


def _hand_out(request: HttpRequest, found: Found, requester: Requester, *, keep_back: bool) -> HttpResponse:
    actor, at, purpose = actor_of(request), now(), ReadingPurpose.AUDIT
    given = frozenset(Part) - ({Part.PROTECTION} if keep_back else frozenset())
    record_event(
        action="record_copied", by=actor, at=at, object_kind="person", object_id=found.person.pk,
        detail={"requester": requester.value, "left_out": int(keep_back)},
    )  # fmt: skip
    record_reading(person_id=found.person.pk, part="copy", by=actor, at=at, purpose=purpose)
    read = open_record(request, found, opened=given, purpose=purpose, every_look=True)
    why = _("request of the family (%(requester)s)") % {"requester": word(requester, "requester")}
    document = copy_document(read, _imprint(request, at, why=why), pictures=embedded_photo(request, purpose=purpose))
    return _pdf(set_pdf(TEMPLATE, document, made_at=at), "copy.pdf")


def _imprint(request: HttpRequest, at: datetime, *, why: str) -> Imprint:
    role = present_role(actor_of(request))
    return Imprint(by=user_of(request).display_name, role=role["full"] if role else "", at=at, why=why)


def _pdf(content: bytes, name: str) -> HttpResponse:
    """A file without a name of anybody in its name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
