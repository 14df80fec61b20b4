"""A disk whose power can be cut: whatever was not flushed to it is gone, as with any real one.

What a killed process has written is still with the kernel, which writes it later. So a kill alone
never shows that something was not flushed.
"""

import fcntl
import os
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

BYTES: Final = 512 << 20  # of the file that holds it, most of them a hole
# `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH` (linux/ext4.h): nothing more is written,
# not even what lies in the journal's memory.
SHUTDOWN: Final = 0x8004587D
NO_FLUSH: Final = struct.pack("I", 2)
LONGEST: Final = 20  # seconds until the dead have let go of their files


@dataclass
class LossyDisk:
    """An ext4 file system in a file, mounted at a folder."""

    image: Path
    folder: Path
    device: str = ""

    @classmethod
    def under(cls, folder: Path) -> Self | None:
        """Put what lies in the folder on such a disk; None where the system lets nobody mount."""
        disk = cls(folder.with_suffix(".image"), folder)
        disk.image.touch()
        os.truncate(disk.image, BYTES)
        try:
            _run("mkfs.ext4", "-q", "-F", "-d", str(folder), str(disk.image))
            disk.mount()
        except (OSError, subprocess.CalledProcessError):
            disk.image.unlink()
            return None
        (folder / "lost+found").rmdir()
        return disk

    def mount(self) -> None:
        """With what was flushed, after a cut.

        On a device of its own each time: a process in another namespace may hold the one before.
        """
        self.device = _run("losetup", "--find", "--show", str(self.image)).strip()
        _run("mount", "-t", "ext4", self.device, str(self.folder))

    def unmount(self) -> None:
        """Once nobody uses it any more."""
        give_up = time.monotonic() + LONGEST
        while subprocess.run(["umount", str(self.folder)], capture_output=True).returncode:
            assert time.monotonic() < give_up, "somebody still uses the disk"
            time.sleep(0.01)
        _run("losetup", "--detach", self.device)

    def cut(self) -> None:
        """From now on nothing gets to it. Whoever writes hears an error."""
        place = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(place, SHUTDOWN, NO_FLUSH)
        finally:
            os.close(place)


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
