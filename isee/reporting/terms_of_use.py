"""What a reader of a release may do with it, whom to ask, how to cite it, and that it is invented where it is."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from isee.kernel import AcademicTerm, ThaiDate
from isee.reporting import formats

BANGKOK = ZoneInfo("Asia/Bangkok")
LICENCE: formats.Licence = {
    "id": "Apache-2.0",
    "url": "https://www.apache.org/licenses/LICENSE-2.0",
    "title_th": "สัญญาอนุญาต Apache รุ่น 2.0 เช่นเดียวกับระบบ iSEE: ใช้ แก้ไข และเผยแพร่ต่อได้ โดยต้องอ้างอิงที่มา",
    "title_en": "Apache License 2.0, as iSEE itself: use, change and pass on, naming the source",
}
CONTACT_TH = "ติดต่อหน่วยงานที่ให้บริการระบบนี้ ตามที่แจ้งไว้ในหน้า “เกี่ยวกับ” ของเว็บไซต์ที่ท่านดาวน์โหลดข้อมูล"
CONTACT_EN = "Ask the body that runs this service; the page “About” of the site where you found the data names it."
INVENTED_TH = "ข้อมูลสังเคราะห์: เด็ก โรงเรียน และตัวเลขทั้งหมดในชุดนี้สมมติขึ้น ไม่ใช่สถิติของประเทศไทย ห้ามอ้างอิงเป็นข้อเท็จจริง"
INVENTED_EN = (
    "Synthetic data: every child, school and figure of this release is invented. They are no statistics of Thailand "
    "and must not be quoted as facts."
)


def terms_of_use(terms: Sequence[int], *, made_at: datetime, synthetic: bool) -> formats.TermsOfUse:
    """The words that a release's manifest and catalogue hold."""
    first, last = (str(AcademicTerm.from_key(key)) for key in (terms[0], terms[-1]))
    span_th = f"ภาคเรียนที่ {last}" if first == last else f"ภาคเรียนที่ {first} ถึง {last}"
    span_en = f"term {last}" if first == last else f"terms {first} to {last}"
    made = made_at.astimezone(BANGKOK).date()
    return {
        "licence": LICENCE,
        "contact_th": CONTACT_TH,
        "contact_en": CONTACT_EN,
        "citation_th": f"iSEE ระบบสารสนเทศเพื่อความเสมอภาคทางการศึกษา. ตัวเลขเผยแพร่ {span_th}, "
        f"จัดทำเมื่อ {ThaiDate(made).short_th()}{' [ข้อมูลสังเคราะห์]' if synthetic else ''}.",
        "citation_en": f"iSEE, Information System for Equitable Education. Published figures, {span_en}, "
        f"made {made.isoformat()}{' [synthetic data]' if synthetic else ''}.",
        "notice_th": INVENTED_TH if synthetic else "",
        "notice_en": INVENTED_EN if synthetic else "",
    }
