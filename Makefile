# Two commands do all the set-up, on a machine with nothing but Python 3.11+ and make:
#
#   make demo    find what limits a made runner, plan the training, and show the truth beside it
#   make test    check style and types, run every test
#
# `make serve-demo` opens the coach's app with a made-up squad.
# `make validation` compares with real recordings and writes docs/validation.md, `make docs` writes
# the pages made from the code, `make bench` runs every benchmark, `make clean` removes what these
# made.
# Choose another Python with `make test PYTHON=python3.12`.

VENV := .venv
REPORT := nextstride-report
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

# The first Python that starts and is new enough; else plain python3, so that the check below can
# say what is wrong with it.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$python && exit; done; echo python3)

# BLAS threads of parallel tests would fight for the same cores.
export OMP_NUM_THREADS := 1

.PHONY: demo serve-demo test validation docs bench clean

demo: $(VENV)/.installed
	$(VENV)/bin/nextstride demo --out $(REPORT)
	@echo "The report is at $(CURDIR)/$(REPORT)/report.html"

serve-demo: $(VENV)/.installed-web
	$(VENV)/bin/nextstride serve --demo

test: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest -n auto

validation: $(VENV)/.installed-dev
	@set -e; for benchmark in benchmarks/accuracy/[!_]*.py; do \
		echo "== $$benchmark"; $(VENV)/bin/python $$benchmark; done
	$(VENV)/bin/python benchmarks/write_validation.py

docs: $(VENV)/.installed-dev
	$(VENV)/bin/python docs/generate.py

bench: $(VENV)/.installed-dev
	@set -e; for benchmark in benchmarks/*/[!_]*.py; do \
		echo "== $$benchmark"; $(VENV)/bin/python $$benchmark; done

clean:
	rm -rf $(VENV) $(REPORT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-web: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-web

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "nextstride needs Python 3.11 or newer; there is no $(PYTHON) here." \
			"Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { \
		echo "nextstride needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment." \
			"On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
