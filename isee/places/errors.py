"""What a user of this package can do wrong, each with its next step."""


class PlacesError(ValueError):
    """An input was refused; `code` is stable, `str()` says what happened and what to do next.

    Codes: `area_code_invalid`, `point_invalid`, `code_list_unknown`, `term_dates_invalid`, `school_unknown`,
    `school_closed`, `school_dates_invalid`, `bulk_name`, `bulk_columns`, `boundary_file`, `boundary_feature`,
    `boundary_level`, `area_file`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
