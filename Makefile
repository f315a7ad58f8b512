# One word each, told by `make` alone. Every word sets up what it needs in .venv first.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
SET_UP := .venv/.set-up

# The rooms that touch nothing outside: their tests are the quick loop.
DECIDING := $(addprefix tests/,model parse guard act classify route decide config test_thread.py test_token.py)

.PHONY: help demo test quick check faults bench eval docs pins clean set-up
.DELETE_ON_ERROR:

help:
	@echo "make demo     the help desk at work on an embedded mail system (KEEP=1 leaves it running)"
	@echo "make test     every test, with real mail and database servers"
	@echo "make quick    the tests of what decides, in seconds: no servers, no database"
	@echo "make check    style, types, layers, pins"
	@echo "make faults   kills, power cuts and failing disks at every point, long backlogs and outages, for two hours"
	@echo "make bench    how fast it is"
	@echo "make eval     how well mails are judged (TICKETS=file.csv.gz: how fast corrections are learned)"
	@echo "make docs     the generated pages of the documentation again, and all of it as HTML in site/"
	@echo "make pins     resolves requirements*.txt again"
	@echo "make clean    removes what the words above made"

demo: $(SET_UP)
	$(BIN)/mailintake demo $(if $(KEEP),--keep)

test: $(SET_UP)
	tests/servers/install.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

quick: $(SET_UP)
	$(BIN)/python -m pytest -n $(WORKERS) -m "not server and not slow" $(or $(ARGS),$(DECIDING))

check: $(SET_UP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/repository

faults: $(SET_UP)
	tests/servers/install.sh
	$(BIN)/python -m tests.faults --workers $(WORKERS) $(ARGS)
	FAULTS=all $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup tests/faults
	$(BIN)/python -m bench.backlog
	$(BIN)/python -m bench.backlog --two-days
	$(BIN)/python -m bench.frozen
	$(BIN)/python -m bench.frozen --honest

bench: $(SET_UP)
	$(BIN)/python -m bench $(ARGS)

eval: $(SET_UP)
	$(BIN)/python -m eval --plot calibration.png $(ARGS)
	$(if $(TICKETS),$(BIN)/python -m eval.learning $(TICKETS))

docs: $(SET_UP)
	$(BIN)/python -m docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs site

pins: $(SET_UP)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python tests/repository/pins.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build dist site var

set-up: $(SET_UP)

$(SET_UP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$(PYTHON): Python 3.11 or newer is needed; hint: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON): venv is missing; hint: apt install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
