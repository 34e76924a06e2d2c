"""What a log may say of an error."""

import logging
import sys

import pytest
from django.db import IntegrityError, connection

from isee.system.logs import PlainFormatter


def formatted(message: str, fault: BaseException | None = None) -> str:
    record = logging.LogRecord("isee", logging.ERROR, __file__, 1, message, None, None)
    if fault is not None:
        record.exc_info = (type(fault), fault, fault.__traceback__)
    return PlainFormatter("%(message)s").format(record)


@pytest.mark.django_db
def test_a_log_of_a_database_error_quotes_no_value() -> None:
    name = "somebody"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE names (name text UNIQUE)")
        with pytest.raises(IntegrityError) as caught:
            cursor.execute("INSERT INTO names VALUES (%s), (%s)", [name, name])

    said = formatted("failed", caught.value)

    assert name in str(caught.value)
    assert name not in said
    assert "IntegrityError" in said


def test_a_log_of_another_error_keeps_its_words() -> None:
    try:
        raise ValueError("no such term")
    except ValueError:
        fault = sys.exc_info()[1]

    assert "no such term" in formatted("failed", fault)


def test_a_log_shows_no_ticket() -> None:
    said = formatted("Job import_delivery[5](delivery_id=3, ticket='7.abcdef') ended with status: Error")

    assert "abcdef" not in said
    assert "delivery_id=3" in said
