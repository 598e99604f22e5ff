"""UTF-16 and UTF-32 with a byte order mark, read as if it were UTF-8, in bounded memory."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 16
# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)
_MARK_BYTES = 4


def _left_broken(error: UnicodeError) -> tuple[str, int]:
    """A lone surrogate for what is no character, so that the record it stands in is set aside."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ud800", error.end


codecs.register_error("draftgenie-left-broken", _left_broken)


class _AsUtf8(io.RawIOBase):
    """The bytes of a stream in another encoding, from behind its mark, as UTF-8."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)("draftgenie-left-broken")
        self._ready = b""
        self._is_through = False

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Put the next bytes into the buffer; how many, 0 at the end."""
        while not self._ready and not self._is_through:
            block = self._stream.read(_BLOCK)
            self._is_through = not block
            text = self._decoder.decode(block, final=self._is_through)
            self._ready = text.encode("utf-8", "surrogatepass")
        view = memoryview(buffer).cast("B")
        some, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(some)] = some
        return len(some)


def told_encoding(start: bytes) -> str | None:
    """The encoding that the first bytes tell by their mark; None when it is not one of these.

    >>> told_encoding("a".encode("utf-16")), told_encoding(b"a")
    ('UTF-16', None)
    """
    return next((name for mark, name, _ in _MARKS if start.startswith(mark)), None)


def as_utf8(stream: io.BufferedReader) -> tuple[BinaryIO, str | None]:
    """The stream as UTF-8 without its mark, and what it was; itself when it has no such mark."""
    start = stream.peek(_MARK_BYTES)
    for mark, name, codec in _MARKS:
        if start.startswith(mark):
            stream.read(len(mark))
            return io.BufferedReader(_AsUtf8(stream, codec), _BLOCK), name
    return stream, None


def text_as_utf8(raw: bytes) -> tuple[bytes, str | None]:
    """The same for bytes that are held."""
    stream, name = as_utf8(io.BufferedReader(io.BytesIO(raw)))
    return (stream.read(), name) if name else (raw, None)
