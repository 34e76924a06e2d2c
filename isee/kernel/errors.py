"""The one shape of refusal for all kernel values."""


class KernelError(ValueError):
    """A value was refused.

    `code` is stable and listed in the docs; `str()` is a plain English sentence. Neither ever repeats what
    was typed, since that may be a person's number or birth date and errors end up in logs.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message
