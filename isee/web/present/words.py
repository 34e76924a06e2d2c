"""The words for what the tables hold as codes: roles, relations, outcomes, kinds of event."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as mark

ROLES = {
    "guardian": mark("Guardian"),
    "teacher": mark("Class teacher"),
    "school_admin": mark("School administrator"),
    "director": mark("School director"),
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
PARTS = {
    "identity": mark("the record"),
    "sensitive": mark("health and disadvantage"),
    "number": mark("the whole number"),
}
PURPOSES = {
    "screening": mark("Screening or a home visit"),
    "health": mark("The child's health and growth"),
    "correction": mark("Checking or correcting data"),
    "casework": mark("Help in a single case"),
    "audit": mark("An audit or a request of the family"),
}
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
    "delivery": mark("file"),
    "transfer": mark("move"),
    "kept_row": mark("kept row"),
    "steward_question": mark("question"),
    "one_time_link": mark("one-time code"),
    "enrolment": mark("enrolments"),
    "scope_group": mark("group of schools"),
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
    "transfer_confirmed": mark("transfer confirmed"),
    "transfer_refused": mark("transfer refused"),
}
LISTS = {
    "role": ROLES, "relation": RELATIONS, "outcome": OUTCOMES, "class": CLASSES, "sex": SEXES,
    "identifier": IDENTIFIERS, "household": HOUSEHOLDS, "transfer": TRANSFERS, "consent": CONSENTS,
    "capacity": CAPACITIES, "manner": MANNERS, "part": PARTS, "purpose": PURPOSES, "state": STATES,
    "question": QUESTIONS, "answer": ANSWERS, "job": JOBS, "thing": THINGS, "action": ACTIONS,
}  # fmt: skip


def word(code: str, kind: str) -> str:
    """The word for a code; the code itself, its underscores as spaces, when the list has none."""
    text = LISTS[kind].get(str(code)) or LISTS[kind].get(str(code).split(":")[0])
    return gettext(text) if text else str(code).replace("_", " ")
