"""What the addresses of the API take, as OpenAPI tells it, and how a body is written."""

import json
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Path, Query

AREA = "TH|R[1-4]|[0-9]{2}|[0-9]{4}|[0-9]{6}"
AreaCode = Annotated[
    str,
    Path(pattern=f"^(?:{AREA})$", description="Code of an area: `TH`, `R1`, `58`, `5804`, `580401`.", examples=["58"]),
]
SchoolCode = Annotated[str, Path(pattern="^[0-9]{10}$", description="The school's ten digits.")]
IndicatorName = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,39}$", description="Name.", examples=["poor"])]
ReleaseId = Annotated[str, Path(pattern="^[0-9a-z][0-9a-z-]{0,63}$", description="The release's id.")]
TableName = Annotated[
    str, Path(pattern=r"^[a-z0-9_]{1,60}\.[a-z0-9]{1,10}$", description="File name.", examples=["provinces.csv"])
]
Level = Annotated[
    Literal["", "nation", "region", "province", "district", "subdistrict"],
    Query(description="Only areas of this level."),
]
Within = Annotated[str, Query(pattern=f"^(?:{AREA})?$", description="Only what lies in this area.")]
SchoolArea = Annotated[
    str, Query(pattern="^(?:[0-9]{2}|[0-9]{4}|[0-9]{6})$", description="A province, district or subdistrict.")
]


def answer(body: dict[str, Any]) -> HttpResponse:
    """A body as JSON that a person can read too: Thai is Thai in it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return HttpResponse(text, content_type="application/json")
