"""Files that people send: kept in a temporary file, never beyond the bound of this installation."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Django's handler for temporary files, which lets go of a file as soon as it is too large.

    The rest of such a file is read and thrown away, so that its sender gets an answer in words.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take a piece, or let go of the whole file."""
        self.received += len(raw_data)
        if self.received > settings.ISEE_MAX_UPLOAD_BYTES:
            self.file.close()
            if self.request is not None:
                self.request.META.setdefault("isee.too_large", []).append(self.file_name)
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def too_large_files(request: HttpRequest) -> list[str]:
    """The names of files of this request that were let go."""
    request.FILES  # noqa: B018  # reading it is what receives the files
    names: list[str] = request.META.get("isee.too_large", [])
    return names
