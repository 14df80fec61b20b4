"""Files that a member sends: in memory alone, and only where a view takes them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse


def takes_files[View: Callable[..., HttpResponse]](*, largest: int) -> Callable[[View], View]:
    """Mark a view that takes a form with files, of at most so many bytes together."""

    def mark(view: View) -> View:
        view.largest_upload = largest  # type: ignore[attr-defined]
        return view

    return mark


def seals_files[View: Callable[..., HttpResponse]](*, largest: int) -> Callable[[View], View]:
    """Mark a view that takes one file, of at most so many bytes, sealed piece by piece."""

    def mark(view: View) -> View:
        view.largest_sealed_upload = largest  # type: ignore[attr-defined]
        return view

    return mark


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file came with this request and was dropped for its size."""
    return bool(getattr(request, "dropped_files", False))


class MarkedViewHandler(FileUploadHandler):
    """An upload handler that asks the mark of the request's view how many bytes it takes."""

    mark: ClassVar[str]

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        match = getattr(self.request, "resolver_match", None)
        largest: int = getattr(match.func, self.mark, 0) if match else 0
        self.begin(content_length=content_length, largest=largest)

    def begin(self, *, content_length: int, largest: int) -> None:
        """Called before the first file; `largest` is 0 for a view without the mark."""
        raise NotImplementedError


class MemoryUpload(MarkedViewHandler, MemoryFileUploadHandler):
    """Keeps what the view of this request takes; the rest is read past and kept nowhere."""

    mark = "largest_upload"

    def begin(self, *, content_length: int, largest: int) -> None:
        self.activated = content_length <= largest

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if not self.activated and self.request is not None:
            self.request.dropped_files = True  # type: ignore[attr-defined]
        return super().file_complete(file_size)
