"""The words of a child's record: visits, reasons of a result, payments, help, learning, care."""

from django.utils.translation import gettext_noop as mark

PARTS = {
    "identity": mark("the record"),
    "sensitive": mark("health and disadvantage"),
    "number": mark("the whole number"),
    "health": mark("health and growth"),
    "risk": mark("risk behaviour"),
    "protection": mark("problems and protection"),
    "photo": mark("a photo of the home"),
    "print": mark("printed on paper"),
    "copy": mark("copy for the family"),
}
PURPOSES = {
    "screening": mark("Screening or a home visit"),
    "health": mark("The child's health and growth"),
    "correction": mark("Checking or correcting data"),
    "casework": mark("Help in a single case"),
    "audit": mark("An audit or a request of the family"),
    "own_child": mark("A child in my care"),
}
REQUESTERS = {
    "self": mark("the pupil"),
    "father": mark("father"),
    "mother": mark("mother"),
    "legal_guardian": mark("legal guardian"),
    "carer": mark("carer without legal guardianship"),
}
REASONS = {
    "income_below_gate": mark("income per head below the limit"),
    "income_above_gate": mark("income per head above the limit"),
    "income_unknown": mark("income not known"),
    "score_below_cut": mark("the score of the household is below that of poor households"),
    "institution": mark("lives in an institution"),
    "dependency": mark("members who depend on others"),
    "tenure": mark("the home is not their own"),
    "dwelling": mark("the house is in a poor state"),
    "no_land": mark("no or little farmland"),
    "water": mark("no piped or bottled drinking water"),
    "electricity": mark("no electricity meter of its own"),
    "no_vehicle": mark("no vehicle"),
    "few_appliances": mark("few household appliances"),
}
DOMAINS = {
    "dependency": mark("Members who depend on others"),
    "tenure": mark("Tenure"),
    "dwelling": mark("Dwelling"),
    "land": mark("Farmland"),
    "farmland": mark("Farmland"),
    "water": mark("Drinking water"),
    "electricity": mark("Electricity"),
    "vehicles": mark("Vehicles"),
    "vehicle": mark("Vehicles"),
    "appliances": mark("Appliances"),
    "appliance": mark("Appliances"),
    "income": mark("Income"),
}
VISITS = {
    "draft": mark("being filled in"),
    "sent": mark("sent"),
    "returned": mark("returned to be mended"),
    "certified": mark("certified"),
}
PICTURES = {
    "teacher_visited": mark("a teacher visited the home"),
    "pupil_supplied": mark("the pupil brought the pictures"),
}
PHOTOS = {
    "outside": mark("The house from outside"),
    "inside": mark("The house inside"),
    "school_sign": mark("The pupil at the school's sign"),
}
ENTITLEMENTS = {
    "granted": mark("granted"),
    "held": mark("held back"),
    "ended": mark("ended"),
}
PAYMENTS = {
    "allocated": mark("allocated, not yet sent"),
    "batched": mark("ready to be sent"),
    "sent": mark("sent to the bank"),
    "paid": mark("paid, receipt awaited"),
    "bounced": mark("did not arrive"),
    "held": mark("held back"),
    "receipted": mark("received, receipt recorded"),
    "reconciled": mark("received and reconciled"),
    "recalled": mark("called back"),
    "returned": mark("returned to the Fund"),
}
TROUBLES = {
    "account_closed": mark("account closed"),
    "account_unknown": mark("no such account"),
    "name_mismatch": mark("the name of the account differs"),
    "papers_missing": mark("papers missing"),
    "attendance": mark("attendance is being looked into"),
    "left_school": mark("left the school"),
    "moved_school": mark("moved to another school"),
    "died": mark("died"),
    "duplicate": mark("granted twice"),
}
CHANNELS = {
    "bank": mark("by bank account"),
    "school_cash": mark("in cash through the school"),
}
RECEIPTS = {
    "nr06": mark("receipt, form NR/EEF 06"),
    "invoice": mark("tax invoice or seller's receipt"),
    "substitute": mark("certificate in place of a receipt"),
}
RECEIVERS = {"pupil": mark("the pupil"), "guardian": mark("guardian"), "school": mark("the school")}
HELP = {
    "scholarship": mark("scholarship"),
    "lunch": mark("school lunch"),
    "uniform": mark("school uniform"),
    "equipment": mark("school equipment"),
    "travel": mark("travel to school"),
    "medical": mark("medical care"),
    "housing": mark("repair of the home"),
    "cash": mark("cash"),
    "other": mark("other help"),
}
ABSENCES = {"absent": mark("absent"), "sick": mark("sick leave"), "leave": mark("personal leave")}
PROMOTIONS = {
    "promoted": mark("promoted"),
    "repeats": mark("repeats the grade"),
    "graduated": mark("graduated"),
}
LEVELS = {"normal": mark("no sign"), "risk": mark("at risk"), "problem": mark("has a problem")}
INSTRUMENTS = {
    "school_care": mark("the school's care system"),
    "sdq": mark("strengths and difficulties questionnaire (SDQ)"),
    "obec_care": mark("OBEC care screening"),
}
SIGNS = {
    "absence_run": mark("absent several days in a row"),
    "absence_share": mark("attendance below the rule"),
    "grade_drop": mark("grades have fallen"),
    "growth_falter": mark("growth has faltered"),
    "transition": mark("not yet enrolled in the next stage"),
    "unreceipted": mark("a payment has no receipt"),
    "not_returned": mark("did not come back after the holidays"),
}
CASES = {
    "drop_out_risk": mark("may drop out"),
    "out_of_school": mark("out of school"),
    "protection": mark("protection of the child"),
    "health": mark("health"),
    "grant": mark("the grant"),
    "other": mark("another matter"),
}
CASE_STATES = {
    "open": mark("open"),
    "visiting": mark("being visited"),
    "helping": mark("being helped"),
    "referred": mark("referred"),
    "closed": mark("closed"),
}
CASE_OUTCOMES = {
    "stays_in_school": mark("stays in school"),
    "returned_to_school": mark("is back in school"),
    "other_learning": mark("learns in another way"),
    "supported": mark("was supported"),
    "settled": mark("was settled"),
    "handed_over": mark("handed over to another office"),
    "declined": mark("help was declined"),
    "moved_away": mark("moved away, seen there"),
    "not_found": mark("not found after visits"),
    "unfounded": mark("nothing to be worried about"),
}
CASE_EVENTS = {
    "opened": mark("opened"),
    "visit": mark("visit"),
    "call": mark("call"),
    "referral": mark("referral"),
    "help": mark("help given"),
    "note": mark("note"),
    "closed": mark("closed"),
}
MINISTRIES = {
    "education": mark("Ministry of Education"),
    "interior": mark("Ministry of Interior"),
    "health": mark("Ministry of Public Health"),
    "social": mark("Ministry of Social Development and Human Security"),
    "labour": mark("Ministry of Labour"),
    "finance": mark("Ministry of Finance"),
}
SOURCES = {
    "roster": mark("school roster (DMC)"),
    "typed": mark("typed by staff"),
    "submission": mark("home visit"),
    "linkage": mark("delivery of a ministry"),
    "synthetic": mark("synthetic nation"),
    "phone": mark("filled in on a phone"),
}
LISTS = {
    "part": PARTS, "purpose": PURPOSES, "requester": REQUESTERS, "reason": REASONS, "domain": DOMAINS, "visit": VISITS,
    "pictures": PICTURES, "photo": PHOTOS, "entitlement": ENTITLEMENTS, "payment": PAYMENTS, "trouble": TROUBLES,
    "channel": CHANNELS, "receipt": RECEIPTS, "receiver": RECEIVERS, "help": HELP, "absence": ABSENCES,
    "promotion": PROMOTIONS, "level": LEVELS, "instrument": INSTRUMENTS, "sign": SIGNS, "case": CASES,
    "case_state": CASE_STATES, "case_outcome": CASE_OUTCOMES, "case_event": CASE_EVENTS, "ministry": MINISTRIES,
    "source": SOURCES,
}  # fmt: skip
