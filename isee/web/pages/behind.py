"""The children behind a school's figure: read from the database under its policies, for a purpose, and written down."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from isee.access.api import Ability, ReadingPurpose, purposes_of, record_event, record_reading
from isee.kernel import Grade
from isee.places.api import School, schools_by_code
from isee.registry.api import ChildSearch, Whereabouts, find_children
from isee.screening.api import PovertyClass, results_by_class
from isee.system.api import now, today
from isee.web.guards import actor_of, requires
from isee.web.pages.children import Row
from isee.web.present.staff import age, keep_search, kept_search, page_of, present_term

GRADES = {grade.value for grade in Grade}
CLASSES = set(PovertyClass.values)


@requires(Ability.VIEW_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def behind(request: HttpRequest) -> HttpResponse:
    """Ask what for, then list the children of a school, a grade and a class in the present term."""
    if not actor_of(request).can(Ability.VIEW_CHILDREN):
        raise PermissionDenied
    kept = kept_search(request, request.GET["seen"]) if "seen" in request.GET else None
    said = kept or (request.POST if request.method == "POST" else request.GET).dict()
    school = schools_by_code([said.get("school", "")], on=today()).get(said.get("school", ""))
    if school is None:
        raise Http404
    wanted = {
        "school": school.code,
        "grade": said["grade"] if said.get("grade") in GRADES else "",
        "poverty_class": said["poverty_class"] if said.get("poverty_class") in CLASSES else "",
    }
    purpose = next((one for one in purposes_of(actor_of(request)) if one.value == said.get("purpose")), None)
    context = {
        "school": school, "wanted": wanted, "term": present_term(), "purposes": purposes_of(actor_of(request)),
        "grades": sorted(Grade, key=lambda grade: grade.order), "classes": PovertyClass.values,
    }  # fmt: skip
    if purpose is None or (request.method != "POST" and kept is None):
        unsaid = request.method == "POST"
        return render(request, "staff/behind.html", {**context, "unsaid": unsaid}, status=422 if unsaid else 200)
    token = request.GET.get("seen") or keep_search(request, {**wanted, "purpose": purpose.value})
    listed = _listed(request, school, wanted, purpose)
    return render(request, "staff/behind.html", {**context, **listed, "purpose": purpose, "query": f"seen={token}&"})


def _listed(request: HttpRequest, school: School, wanted: dict[str, str], purpose: ReadingPurpose) -> dict[str, object]:
    """The children whom the reader's scope lets through, a page at a time; each who is shown is a look."""
    key, actor, at = present_term().key, actor_of(request), now()
    asked = ChildSearch(school_id=school.pk, whereabouts=Whereabouts.IN_SCHOOL)
    found = find_children(asked, term_key=key, today=today())
    if wanted["grade"]:
        found = [child for child in found if child.last and child.last.grade == wanted["grade"]]
    if wanted["poverty_class"]:
        results = results_by_class(key, PovertyClass(wanted["poverty_class"]))
        ids = [child.person.pk for child in found]
        of_class = set(results.filter(person_id__in=ids).values_list("person_id", flat=True))
        found = [child for child in found if child.person.pk in of_class]
    page = page_of(found, request)
    for child in page.rows:
        record_reading(person_id=child.person.pk, part="identity", by=actor, at=at, purpose=purpose)
    record_event(
        action="children_behind_read", by=actor, at=at, object_kind="school", object_id=school.pk,
        detail={"found": len(found), "purpose": purpose.value},
    )  # fmt: skip
    rows = [Row(child, age(child.person.birth_date, on=today())) for child in page.rows]
    return {"page": page, "rows": rows}
