"""Smaller bytes for public pages. A member's page never is: its size would tell."""

import gzip
import hashlib
from typing import Final

import brotli
from django.http import HttpRequest, HttpResponse

# Browsers that know both get Brotli. Qualities past these cost more time than they save bytes.
BROTLI_QUALITY: Final = 5
GZIP_LEVEL: Final = 6
LEAST_BYTES: Final = 400
TEXTUAL: Final = ("text/", "application/xml", "application/atom+xml", "application/manifest+json")


def coding_for(accepted: str) -> str:
    """Choose `br`, `gzip` or nothing out of an `Accept-Encoding` header (RFC 9110, 12.5.3)."""
    wanted: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.partition(";")
        wanted[name.strip()] = _quality(rest)
    for coding in ("br", "gzip"):
        if wanted.get(coding, wanted.get("*", 0.0)) > 0:
            return coding
    return ""


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def compressed(content: bytes, coding: str) -> bytes:
    """Return the content in a coding that `coding_for` chose. The same bytes each time."""
    if coding == "br":
        return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY))
    return gzip.compress(content, GZIP_LEVEL, mtime=0) if coding == "gzip" else content


def etag_of(content: bytes) -> str:
    """Return a weak ETag: it stands for what a page says, in whichever coding it travels."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def compress(request: HttpRequest, response: HttpResponse) -> None:
    """Put the answer into a coding that the browser knows, unless it is in one already."""
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    kind = response.headers.get("Content-Type", "")
    if not coding or response.has_header("Content-Encoding") or not kind.startswith(TEXTUAL):
        return
    if len(response.content) >= LEAST_BYTES:
        response.content = compressed(response.content, coding)
        response.headers["Content-Encoding"] = coding
        response.headers["Content-Length"] = str(len(response.content))
