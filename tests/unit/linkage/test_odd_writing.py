"""Names that are written oddly are put in order; the quick look for them misses none."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from pythainlp.util import normalize

from isee.linkage.feeds.education.values import is_oddly_written

THAI = "กขคนมรสอะัาำิีุูเแโใไๅ็่้๊๋์ํ \u200b"


@settings(max_examples=500)
@given(text=st.text(alphabet=THAI, max_size=12))
def test_a_text_that_would_change_is_always_noticed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert is_oddly_written(composed) or normalize(composed) == composed
