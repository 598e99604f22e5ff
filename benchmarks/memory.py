"""Peak memory of an ingest that reads a long stream from a pipe.

python benchmarks/memory.py 1000    # megabytes
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = "the patient takes metroprolol 25 mg every morning and walks well without a stick " * 400


def main(n_megabytes: int, on_error: str) -> None:
    """Pipe so many megabytes of records, one in a hundred of them bad, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        command = [sys.executable, "-m", "draftgenie", "draft", "ingest", "-", "--json"]
        command += ["--create-speakers", "--on-error", on_error, "--home", str(home)]
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        n = n_bytes = 0
        stream = process.stdin
        if stream is None:
            message = "no pipe"
            raise RuntimeError(message)
        while n_bytes < n_megabytes * 1_000_000:
            record = {"speaker": f"dr-{n % 50}", "item": f"v{n}", "draft": f"{n} {TEXT}"}
            line = b"broken\n" if on_error == "skip" and n % 100 == 1 else _line(record)
            stream.write(line)
            n_bytes += len(line)
            n += 1
        stream.close()
        code = process.wait()
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{n_bytes / 1e6:.0f} MB, {n} records, --on-error {on_error}: exit {code}, "
            f"peak {peak_mb:.0f} MB, {time.monotonic() - begun:.0f} s"
        )


def _line(record: dict[str, str]) -> bytes:
    return json.dumps(record).encode() + b"\n"


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "skip")  # noqa: PLR2004
