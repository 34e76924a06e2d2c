"""What a reader of values answered, as a value to assert on."""

from collections.abc import Callable

from isee.kernel import KernelError


def refusal(read: Callable[[], object]) -> KernelError | None:
    """The kernel's refusal, or `None` if `read` accepted; any other exception goes through."""
    try:
        read()
    except KernelError as error:
        return error
    return None
