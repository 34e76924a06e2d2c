"""What a user of this package can do wrong, each with its next step."""


class PlacesError(ValueError):
    """An input was refused; `code` is stable, `str()` says what happened and what to do next.

    Codes: `area_code_invalid`, `school_code_invalid`, `term_dates_invalid`, `school_unknown`, `bulk_columns`,
    `bulk_row`, `boundary_file`, `boundary_feature`, `boundary_level`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
