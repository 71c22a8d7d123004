# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= python3

.PHONY: demo test lint clean

demo: .venv/demo  ## screen the sample forms that ship
	.venv/bin/narrative screen corpora/forms/*.txt

test: .venv/dev  ## pass the tests
	.venv/bin/python -m pytest

lint: .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/demo: .venv/bin/python constraints.txt pyproject.toml
	.venv/bin/pip install -q --require-hashes -r constraints.txt
	.venv/bin/pip install -q --no-deps -e .
	touch $@

.venv/dev: .venv/demo constraints-dev.txt
	.venv/bin/pip install -q --require-hashes -r constraints-dev.txt
	touch $@

clean:
	rm -rf .venv dist build site
