"""Screening results with their reasons, the grant allocated and received, and other help."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import Part
from isee.screening.api import Result, ScoringModel
from isee.support.api import HelpKind, OtherHelp, Payment
from isee.web.present.formats import day, name, number, term
from isee.web.present.life_rows import CLASS_TONES
from isee.web.present.record.blocks import Block, Cell, Facts, Note, Section, Table, Value, nothing
from isee.web.present.words import word
from isee.web.record.reading import Record

PAYMENT_TONES = {
    "paid": "wait", "receipted": "ok", "reconciled": "ok", "bounced": "back", "held": "draft", "recalled": "draft",
    "returned": "draft",
}  # fmt: skip
ARRIVED = ("paid", "receipted", "reconciled")


def screening(record: Record) -> Section:
    """Each result with its reasons, and how the newest came about, domain by domain."""
    if not record.results:
        return Section("screening", _("Screening results"), _("never screened"), nothing(_("No result is known.")))
    newest = record.results[0]
    blocks: list[Block] = [*_why(record, newest), _results(record.results)]
    rules = [record.models[version] for version in dict.fromkeys(row.model_version for row in record.results)
             if version in record.models]  # fmt: skip
    if any(row.model_version.startswith("illustrative") for row in record.results) or any(
        r.illustrative for r in rules
    ):
        blocks.append(
            Note(_("Screening results are worked out with example weights, not the official ones."), tone="alert")
        )
    state = f"{word(newest.poverty_class, 'class')} · {term(newest.term_key)}"
    return Section("screening", _("Screening results"), state, blocks)


def _why(record: Record, newest: Result) -> list[Block]:
    """The newest result in words: class, reasons, what each domain added, the rule."""
    pairs: list[tuple[str, Value]] = [
        (_("Result, term %(term)s") % {"term": term(newest.term_key)},
         Cell(word(newest.poverty_class, "class"), tone=CLASS_TONES.get(newest.poverty_class, "")))
    ]  # fmt: skip
    if newest.reasons:
        pairs.append((_("Why"), ", ".join(word(reason, "reason") for reason in newest.reasons)))
    rule = record.models.get(newest.model_version)
    pairs.append((_("Rule"), _rule(rule) if rule else newest.model_version))
    blocks: list[Block] = [Facts(pairs)]
    snapshot = record.snapshots.get(newest.snapshot_id or 0)
    if snapshot is not None and snapshot.contributions:
        rows = [
            [word(domain, "domain"), number(Decimal(str(value)), decimals=3)]
            for domain, value in sorted(snapshot.contributions.items(), key=lambda pair: -float(pair[1]))
        ]
        if snapshot.score is not None:
            rows.append([_("Score"), number(snapshot.score, decimals=3)])
        heads = [_("Condition of the household"), _("Adds to the score")]
        blocks.append(Table(_("What the score is made of"), heads, rows, frozenset({1})))
        blocks.append(Note(_("On the answers as they stood on %(day)s.") % {"day": day(snapshot.taken_on)}))
    return blocks


def _rule(rule: ScoringModel) -> str:
    label = name({"name_th": rule.label_th, "name_en": rule.label_en})
    gate = _("income limit %(baht)s baht a head") % {"baht": number(rule.income_gate)}
    return f"{label} ({rule.version}), {gate}"


def _results(results: Sequence[Result]) -> Table:
    heads = [_("Term"), _("Result"), _("Baht a head"), _("Score"), _("Why"), _("Decided")]
    rows: list[list[Value]] = [
        [
            term(row.term_key),
            Cell(word(row.poverty_class, "class"), tone=CLASS_TONES.get(row.poverty_class, "")),
            _("not known") if row.income_per_head is None else number(row.income_per_head, decimals=2),
            "–" if row.score is None else number(row.score, decimals=3),
            ", ".join(word(reason, "reason") for reason in row.reasons) or "–",
            day(row.decided_at.date()),
        ]
        for row in results
    ]
    return Table(_("All results"), heads, rows, frozenset({2, 3}))


def grants(record: Record) -> Section:
    """What was granted for each term, and how far each payment is."""
    title = _("Grant, allocated and received")
    if not record.entitlements:
        return Section("grants", title, _("no grant is known"), nothing(_("No grant of the Fund is known.")))
    paid: dict[tuple[int, int], list[Payment]] = {}
    for payment in record.payments:
        paid.setdefault((payment.entitlement_id, payment.term_key), []).append(payment)
    receipts = {(row.payment_id, row.term_key): row for row in record.receipts}
    rows: list[list[Value]] = []
    for row in record.entitlements:
        what = name({"name_th": row.programme.name_th, "name_en": row.programme.name_en})
        payments = paid.get((row.pk, row.term_key), [])
        state = Cell(
            word(row.state, "entitlement"), tone="" if row.state == "granted" else "draft", note=_reason(row.reason)
        )
        if not payments:
            rows.append([term(row.term_key), what, number(row.amount_baht), state, _("not yet paid"), "–"])
        for payment in payments:
            receipt = receipts.get((payment.pk, payment.term_key))
            rows.append([
                term(row.term_key), what, number(row.amount_baht), state, _payment(payment),
                "–" if receipt is None else Cell(day(receipt.received_on), note=word(receipt.kind, "receipt")),
            ])  # fmt: skip
    heads = [_("Term"), _("Programme"), _("Allocated, baht"), _("Grant"), _("Payment"), _("Receipt")]
    blocks: list[Block] = [Facts(_sums(record)), Table(_("Grants and payments"), heads, rows, frozenset({2}))]
    if any(row.programme.illustrative or (row.rate and row.rate.illustrative) for row in record.entitlements):
        blocks.append(
            Note(_("Amounts follow example rates: the sources disagree, and none is confirmed."), tone="alert")
        )
    return Section("grants", title, _grant_state(record), blocks)


def _reason(code: str) -> str:
    return word(code, "trouble") if code else ""


def _payment(payment: Payment) -> Cell:
    told = [word(payment.channel, "channel")]
    if payment.paid_on:
        told.append(day(payment.paid_on))
    if payment.trouble:
        told.append(word(payment.trouble, "trouble"))
    return Cell(word(payment.state, "payment"), tone=PAYMENT_TONES.get(payment.state, "wait"), note=" · ".join(told))


def _sums(record: Record) -> list[tuple[str, Value]]:
    granted = sum((row.amount_baht for row in record.entitlements if row.state == "granted"), Decimal(0))
    arrived = sum((row.amount_baht for row in record.payments if row.state in ARRIVED), Decimal(0))
    receipted = sum((row.amount_baht for row in record.receipts), Decimal(0))
    return [
        (_("Allocated so far"), _("%(baht)s baht") % {"baht": number(granted)}),
        (_("Received so far"), _("%(baht)s baht") % {"baht": number(arrived)}),
        (_("With a receipt"), _("%(baht)s baht") % {"baht": number(receipted)}),
    ]


def _grant_state(record: Record) -> str:
    newest = record.entitlements[0]
    state = _("%(baht)s baht in term %(term)s") % {"baht": number(newest.amount_baht), "term": term(newest.term_key)}
    payment = next(
        (row for row in record.payments if (row.entitlement_id, row.term_key) == (newest.pk, newest.term_key)), None
    )
    return f"{state} · {word(payment.state, 'payment') if payment else word(newest.state, 'entitlement')}"


def told_help(record: Record) -> list[OtherHelp]:
    """Help outside the programmes; medical care belongs to the health part."""
    return [row for row in record.other_help if row.kind != HelpKind.MEDICAL or Part.HEALTH in record.opened]


def help_received(record: Record) -> Section:
    """Help from others than the Fund."""
    rows = told_help(record)
    title = _("Other help received")
    if not rows:
        return Section("help", title, _("none is known"), nothing(_("No other help is known.")))
    heads = [_("Day"), _("Help"), _("From"), _("Baht")]
    table = Table(
        title,
        heads,
        [
            [
                day(row.given_on),
                word(row.kind, "help"),
                name({"name_th": row.provider_th, "name_en": row.provider_en}),
                "–" if row.amount_baht is None else number(row.amount_baht),
            ]
            for row in rows
        ],
        frozenset({3}),
    )
    count = len(rows)
    state = ngettext("%(times)s time", "%(times)s times", count) % {"times": count}
    return Section("help", title, f"{state} · " + _("last on %(day)s") % {"day": day(rows[0].given_on)}, [table])
