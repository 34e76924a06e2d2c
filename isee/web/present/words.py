"""The words for what the tables hold as codes: roles, relations, outcomes, kinds of event."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as mark

from isee.web.present import record_words
from isee.web.present.formats import term

ROLES = {
    "guardian": mark("Guardian"),
    "teacher": mark("Class teacher"),
    "school_admin": mark("School administrator"),
    "director": mark("School director"),
    "acting_director": mark("Acting school director"),
    "area_officer": mark("Education area officer"),
    "province_officer": mark("Province officer"),
    "case_worker": mark("Case worker"),
    "certifying_official": mark("Certifying official"),
    "steward": mark("Data steward"),
    "analyst": mark("Analyst"),
    "allocator": mark("Allocator"),
    "auditor": mark("Auditor"),
    "ministry_linker": mark("Ministry linker"),
    "data_protection_officer": mark("Data-protection officer"),
    "administrator": mark("Administrator"),
}
RELATIONS = {
    "child": mark("child (pupil)"),
    "father": mark("father"),
    "mother": mark("mother"),
    "guardian": mark("guardian"),
    "grandparent": mark("grandparent"),
    "sibling": mark("brother or sister"),
    "uncle_aunt": mark("uncle or aunt"),
    "other_relative": mark("other relative"),
    "not_related": mark("not related"),
    "institution": mark("institution"),
    "unknown": mark("relation not known"),
}
OUTCOMES = {
    "promoted": mark("promoted"),
    "repeats": mark("repeats the grade"),
    "graduated": mark("graduated"),
    "transferred": mark("moved to another school"),
    "dropped_out": mark("dropped out"),
    "dead": mark("died"),
    "not_struck_off": mark("cannot yet be struck off"),
}
CLASSES = {
    "not_poor": mark("Not poor"),
    "poor": mark("Poor"),
    "extremely_poor": mark("Extremely poor"),
}
SEXES = {"f": mark("girl"), "m": mark("boy"), "u": mark("sex not known")}
IDENTIFIERS = {
    "citizen_id": mark("13-digit ID"),
    "g_code": mark("G-code"),
    "passport": mark("Passport"),
    "student_number": mark("Student number"),
}
HOUSEHOLDS = {"ordinary": mark("Family at home"), "institution": mark("Institution")}
LOSSES = {
    "phone": mark("phone or key of the second factor"),
    "password": mark("password"),
    "both": mark("phone and password"),
}
TRANSFERS = {
    "asked": mark("waiting"),
    "confirmed": mark("confirmed"),
    "refused": mark("refused"),
    "withdrawn": mark("taken back"),
}
CONSENTS = {
    "screening": mark("screening for support"),
    "linkage": mark("linking with ministries"),
    "photos": mark("photographs of the house"),
    "health": mark("health data"),
}
CAPACITIES = {
    "self": mark("the pupil"),
    "parent": mark("father or mother"),
    "legal_guardian": mark("legal guardian"),
    "carer": mark("carer without legal guardianship"),
    "teacher_witness": mark("carer, witnessed by a teacher"),
}
MANNERS = {"paper": mark("on paper"), "screen": mark("on a screen"), "spoken": mark("spoken")}
QUESTIONS = {
    "number_of_another": mark("A number that belongs to somebody else"),
    "two_numbers": mark("One person with two numbers"),
}
ANSWERS = {
    "registry_is_right": mark("the registry is right"),
    "roster_is_right": mark("the roster is right"),
    "both_are_wrong": mark("both are wrong"),
}
JOBS = {
    "demo": mark("Making the demo nation"),
    "import": mark("Import of a roster"),
    "extract": mark("Freezing an extract"),
    "release": mark("Making a release"),
}
THINGS = {
    "user": mark("account"),
    "assignment": mark("role"),
    "session": mark("browser"),
    "role_offer": mark("offered role"),
    "review_year": mark("yearly review"),
    "delivery": mark("file"),
    "transfer": mark("move"),
    "kept_row": mark("kept row"),
    "steward_question": mark("question"),
    "one_time_link": mark("one-time code"),
    "enrolment": mark("enrolments"),
    "scope_group": mark("group of schools"),
    "area": mark("area"),
    "extract_run": mark("extract"),
    "saved_report": mark("saved table"),
    "growth_table": mark("growth table"),
    "term": mark("term"),
    "collect": mark("rounds"),
    "photo": mark("photos"),
    "screening": mark("scoring models"),
    "support": mark("rates of help"),
    "tracking": mark("growth and school days"),
    "release_run": mark("release"),
    "key": mark("key"),
    "api_token": mark("token for programs"),
    "research_request": mark("request for research"),
    "person": mark("person"),
    "places": mark("places"),
    "school": mark("school"),
}
STATES = {
    "waiting": mark("waiting"),
    "running": mark("under way"),
    "done": mark("done"),
    "failed": mark("failed"),
}
ACTIONS = {
    "account_opened": mark("account opened"),
    "account_closed": mark("account closed"),
    "account_reopened": mark("account opened again"),
    "teachers_invited": mark("teachers invited"),
    "recovery_asked": mark("recovery asked for"),
    "recovery_confirmed": mark("recovery confirmed"),
    "recovery_refused": mark("recovery refused"),
    "recovery_withdrawn": mark("recovery taken back"),
    "role_offered": mark("role offered"),
    "offer_accepted": mark("offered role accepted"),
    "offer_declined": mark("offered role declined"),
    "offer_withdrawn": mark("offered role taken back"),
    "school_roles_ended": mark("roles at a school ended"),
    "review_begun": mark("yearly review begun"),
    "role_confirmed": mark("role confirmed for the year"),
    "role_assigned": mark("role given"),
    "role_ended": mark("role ended"),
    "role_switched": mark("role switched"),
    "session_revoked": mark("browser signed out"),
    "sessions_revoked": mark("all browsers signed out"),
    "signed_in": mark("signed in"),
    "sign_in_failed": mark("sign-in failed"),
    "second_factor_added": mark("second factor added"),
    "password_set": mark("password set"),
    "password_changed": mark("password changed"),
    "one_time_link_made": mark("one-time link made"),
    "children_searched": mark("searched for children"),
    "children_behind_read": mark("children behind a figure listed"),
    "figures_read": mark("internal figures read"),
    "figures_exported": mark("internal figures taken as a file"),
    "report_saved": mark("table saved"),
    "report_deleted": mark("saved table removed"),
    "record_copied": mark("copy of a record handed out"),
    "roster_received": mark("roster sent"),
    "delivery_term_changed": mark("term of a roster changed"),
    "delivery_cancelled": mark("roster given up"),
    "import_confirmed": mark("import begun"),
    "roster_rows_imported": mark("rows of a roster taken in"),
    "roster_imported": mark("roster taken in"),
    "kept_rows_opened": mark("kept rows opened"),
    "kept_row_discarded": mark("kept row set aside"),
    "steward_question_answered": mark("question answered"),
    "enrolments_ended": mark("enrolments ended"),
    "scope_group_replaced": mark("schools of a group changed"),
    "boundaries_loaded": mark("boundaries loaded"),
    "extract_frozen": mark("extract frozen"),
    "growth_table_loaded": mark("growth table loaded"),
    "identifier_keys_rotation_begun": mark("change of keys begun"),
    "identifier_keys_rotated": mark("keys changed"),
    "session_key_renewed": mark("key of sessions changed"),
    "sample_drawn": mark("sample of records drawn"),
    "schools_reminded": mark("schools reminded"),
    "backup_made": mark("backup made"),
    "backup_restored": mark("backup restored"),
    "api_token_made": mark("token for programs made"),
    "api_token_revoked": mark("token for programs revoked"),
    "figures_read_by_program": mark("figures read by a program"),
    "research_asked": mark("research extract asked for"),
    "research_approved": mark("research extract approved"),
    "research_refused": mark("research extract refused"),
    "research_withdrawn": mark("request for research taken back"),
    "research_ended": mark("research extract ended"),
    "research_expired": mark("research extract over"),
    "research_file_made": mark("research file made"),
    "research_file_failed": mark("research file not made"),
    "research_file_downloaded": mark("research file downloaded"),
    "persons_merged": mark("persons joined"),
    "persons_parted": mark("persons parted again"),
    "photos_stored": mark("photos stored"),
    "rates_loaded": mark("rates of help loaded"),
    "rounds_loaded": mark("rounds loaded"),
    "scoring_models_loaded": mark("scoring models loaded"),
    "places_loaded": mark("places loaded"),
    "reference_data_loaded": mark("reference data loaded"),
    "release_published": mark("release published"),
    "school_closed": mark("school closed"),
    "synthetic_province_loaded": mark("synthetic province loaded"),
    "term_dates_changed": mark("dates of a term changed"),
    "transfer_confirmed": mark("transfer confirmed"),
    "transfer_refused": mark("transfer refused"),
}
DETAILS = {
    "population": mark("in all"),
    "areas": mark("areas"),
    "affiliations": mark("affiliations"),
    "code_items": mark("entries of code lists"),
    "holidays": mark("holidays"),
    "programmes": mark("programmes"),
    "rates": mark("rates"),
    "roster": mark("rosters"),
    "visits": mark("visits"),
    "attendance": mark("attendance"),
    "size": mark("drawn"),
    "rows": mark("rows"),
    "models": mark("scoring models"),
    "photos": mark("photos"),
    "rounds": mark("rounds"),
    "schools": mark("schools"),
    "term": mark("term"),
    "found": mark("found"),
    "created": mark("new"),
    "updated": mark("changed"),
    "unchanged": mark("as before"),
    "transfer_asked": mark("asked of another school"),
    "refused": mark("not taken in"),
    "kept": mark("kept for correction"),
    "sessions": mark("browsers"),
    "factors": mark("second factors"),
    "loss": mark("lost"),
    "roles": mark("roles"),
    "role": mark("role"),
    "outcome": mark("outcome"),
    "answer": mark("answer"),
    "children": mark("children"),
    "purpose": mark("purpose"),
    "indicators": mark("figures"),
    "place": mark("place"),
    "shared": mark("shared"),
    "release": mark("release"),
    "terms": mark("terms"),
    "absorbed": mark("joined"),
    "decision": mark("decision"),
    "merged_into": mark("merged into"),
    "closed_on": mark("closed on"),
    "starts_on": mark("starts on"),
    "ends_on": mark("ends on"),
    "sealed": mark("values"),
    "requester": mark("asked for by"),
    "until": mark("until"),
    "figures": mark("figures"),
    "area": mark("place"),
    "withheld": mark("rows withheld"),
    "downloads": mark("downloads"),
    "left_out": mark("left out"),
}
TABLES = {
    "registry.Enrolment": mark("Enrolment"),
    "collect.Visit": mark("Home visit"),
    "screening.Result": mark("Result of screening"),
    "support.Entitlement": mark("Allocated grant"),
    "support.Payment": mark("Payment"),
}
RESEARCH = {
    "asked": mark("waits for a decision"),
    "refused": mark("request refused"),
    "withdrawn": mark("request taken back"),
    "approved": mark("approved, the file is being made"),
    "failed": mark("the file could not be made"),
    "ready": mark("ready to be downloaded"),
    "ended": mark("ended"),
    "expired": mark("over"),
}
CHANGES = {"added": mark("was added"), "changed": mark("was changed"), "removed": mark("was removed")}
ROUNDS = {"new_applicants": mark("new applicants"), "continuing": mark("pupils who have the grant")}
LISTS = {
    "role": ROLES, "loss": LOSSES, "relation": RELATIONS, "outcome": OUTCOMES, "class": CLASSES, "sex": SEXES,
    "identifier": IDENTIFIERS, "household": HOUSEHOLDS, "transfer": TRANSFERS, "consent": CONSENTS,
    "capacity": CAPACITIES, "manner": MANNERS, "state": STATES,
    "question": QUESTIONS, "answer": ANSWERS, "job": JOBS, "thing": THINGS, "action": ACTIONS, "detail": DETAILS,
    "table": TABLES, "change": CHANGES, "round": ROUNDS, "research": RESEARCH,
    **record_words.LISTS,
}  # fmt: skip


def detail_words(detail: Mapping[str, object]) -> str:
    """The counts and codes of an audit event: `rows 51, term 2/2569`."""
    return ", ".join(f"{word(key, 'detail')} {_value(key, value)}" for key, value in detail.items())


def _value(key: str, value: object) -> str:
    if key == "term" and isinstance(value, int):
        return term(value)
    if key == "terms" and isinstance(value, list):
        return " ".join(term(one) for one in value)
    return word(str(value), key) if key in ("role", "loss", "outcome", "answer", "requester") else str(value)


def word(code: str, kind: str) -> str:
    """The word for a code; the code itself, its underscores as spaces, when the list has none."""
    text = LISTS[kind].get(str(code)) or LISTS[kind].get(str(code).split(":")[0])
    return gettext(text) if text else str(code).replace("_", " ")
