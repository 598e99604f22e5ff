# Every target sets up what it needs; `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SETUP_FROM := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all soak soak-memory check lint fmt types arch docs docs-check \
        spelling bench bench-quality bench-scoring bench-buckets bench-llm bench-redaction prior \
        english names wheel-test clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## *' '{printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): $(SETUP_FROM)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "DraftGenie needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

setup: $(STAMP)  ## make .venv with everything in it (CPU build of torch)

demo: $(STAMP)  ## the whole loop on the bundled corpus
	$(BIN)/draftgenie demo --home .demo --fresh

test: $(STAMP)  ## the default test suite
	$(BIN)/python -m pytest -q -n 2

test-all: $(STAMP)  ## the tests that load the real model, and the slow ones, too
	$(BIN)/python -m pytest -q -m 'not soak'

soak: $(STAMP)  ## failures by the thousand: kills, faults, power cuts, crowds; an hour
	$(BIN)/python -m pytest -q -s -n 2 -m soak tests/soak

soak-memory: $(STAMP)  ## peak memory of an ingest of 1 GB from a pipe; a few minutes
	$(BIN)/python benchmarks/memory.py 1000 skip
	$(BIN)/python benchmarks/memory.py 1000 stop

check: lint types arch docs-check spelling test  ## all that CI runs

lint: $(STAMP)  ## format check and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

fmt: $(STAMP)  ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(STAMP)  ## mypy, strict
	$(BIN)/mypy

arch: $(STAMP)  ## import contracts
	$(BIN)/lint-imports

docs: $(STAMP)  ## rewrite the generated pages
	$(BIN)/python docs/generate.py

docs-check: $(STAMP)  ## fail if a generated page is stale
	$(BIN)/python docs/generate.py --check

spelling: $(STAMP)  ## codespell
	$(BIN)/codespell

bench: $(STAMP)  ## speed: start-up, ingest, build, generate, evaluate
	$(BIN)/python benchmarks/speed.py

DATA ?= ../shared/data
bench-quality: $(STAMP)  ## docs/quality.md: every corrector, ablations, curves; 25 minutes
	$(BIN)/python benchmarks/quality.py $(DATA) --write docs/quality.md

bench-scoring: $(STAMP)  ## counts and speed beside jiwer, werx, meeteval and sclite
	$(BIN)/python benchmarks/evaluate.py $(DATA) --write docs/scoring.md

bench-buckets: $(STAMP)  ## docs/buckets.md: who moves and who stays, by simulated notes
	$(BIN)/python benchmarks/buckets.py $(DATA) --write docs/buckets.md

bench-llm: $(STAMP)  ## docs/hostile-model.md: a model that lies; 20 minutes
	$(BIN)/python benchmarks/llm.py $(DATA) --write docs/hostile-model.md

bench-redaction: $(STAMP)  ## docs/redaction.md: what is found of what identifies people; 3 minutes
	$(BIN)/python benchmarks/redaction.py --write docs/redaction.md

prior: $(STAMP)  ## make the rows that carry a new store through its first weeks
	$(BIN)/python benchmarks/prior.py

english: $(STAMP)  ## make the table of English words from the lists of symspellpy
	$(BIN)/python benchmarks/english.py

NAMES ?= names-0.3.0/names
names: $(STAMP)  ## make the lists of names and words from the census lists of the package names
	$(BIN)/python benchmarks/names.py $(NAMES)

wheel-test:  ## install the wheel alone in a new environment and run the loop
	sh tests/e2e/wheel.sh

clean:  ## remove what can be made again
	rm -rf .venv .demo build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache
