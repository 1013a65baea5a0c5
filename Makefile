# make demo: code two bundled reports. make test: run the tests. make docs: build the site. All prepare .venv first, once.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: demo test check docs clean

demo: .venv/.installed
	$(BIN)/herodote code src/herodote/examples/reports.jsonl

test: .venv/.installed-dev
	$(BIN)/python -m pytest

check: .venv/.installed-dev
	$(BIN)/ruff check src tests training bench docs
	$(BIN)/ruff format --check src tests training bench docs
	$(BIN)/mypy

# The documentation, as a site in build/site.
docs: .venv/.installed-dev
	$(BIN)/mkdocs build --strict --quiet

.venv/.created:
	$(PYTHON) -m venv .venv
	touch $@

.venv/.installed: .venv/.created requirements.txt pyproject.toml
	$(PIP) install -r requirements.txt
	$(PIP) install --no-deps -e .
	touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	$(PIP) install -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv build dist
