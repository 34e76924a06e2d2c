"""What other packages may use of `collect`: nothing yet, since no questionnaire is filled in before its time."""

__all__: list[str] = []
