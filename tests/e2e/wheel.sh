#!/bin/sh
# Build the wheel, install it alone into a new environment, and run the loop as a user would.
#
#   sh tests/e2e/wheel.sh [PYTHON]

set -eu
python=${1:-python3}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$python" -m venv env
env/bin/pip --quiet --disable-pip-version-check wheel --no-deps --wheel-dir dist "$root"
env/bin/pip --quiet --disable-pip-version-check install -c "$root/constraints.txt" dist/*.whl
env/bin/pip check

export HOME="$work/user" DRAFTGENIE_HOME="$work/home"
unset PYTHONPATH
PATH="$work/env/bin:$PATH"
corpus=$root/tests/data/tiny

draftgenie --version
draftgenie draft ingest "$corpus/history.jsonl" --create-speakers
draftgenie correction build --all
draftgenie draft ingest "$corpus/new-drafts.jsonl"
draftgenie rag generate --pending --json >notes.jsonl
draftgenie draft ingest "$corpus/new-finals.jsonl"
draftgenie evaluate run --all
draftgenie doctor
test "$(wc -l <notes.jsonl)" -eq 4
test "$(printf 'no draft' | draftgenie rag generate --speaker dr-alder -)" = "no draft"

# The bundled corpus comes with the wheel.
draftgenie demo --no-embed --json >demo.json
python -c 'import json; print("gain", json.load(open("demo.json"))["evaluation"]["relative_gain"])'
echo "the wheel works"
