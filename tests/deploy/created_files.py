"""Notices each file that is created or written below some folders, through Linux's inotify."""

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CREATE, MODIFY, MOVED_TO, IS_DIRECTORY = 0x100, 0x2, 0x80, 0x40000000
NONBLOCK: Final = os.O_NONBLOCK
HEAD: Final = struct.Struct("iIII")


@contextmanager
def watched(folders: Iterable[Path]) -> Iterator[list[str]]:
    """The names of files that were created or written meanwhile; complete at the end.

    Folders that come into being later are not looked into. Raises OSError without inotify.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(NONBLOCK)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "inotify is not to be had")
    names: dict[int, Path] = {}
    for folder in folders:
        for each in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
            mark = libc.inotify_add_watch(handle, os.fsencode(each), CREATE | MODIFY | MOVED_TO)
            names[mark] = each
    found: list[str] = []
    try:
        yield found
    finally:
        found += _read(handle, names)
        os.close(handle)


def _read(handle: int, folders: dict[int, Path]) -> list[str]:
    found: list[str] = []
    while True:
        try:
            data = os.read(handle, 1 << 20)
        except BlockingIOError:
            return found
        offset = 0
        while offset < len(data):
            mark, mask, _cookie, length = HEAD.unpack_from(data, offset)
            name = data[offset + HEAD.size : offset + HEAD.size + length].rstrip(b"\0").decode()
            if not mask & IS_DIRECTORY:
                found.append(str(folders[mark] / name))
            offset += HEAD.size + length
