# All commands of the project; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run dev test check fmt demo backup lock bench screenshots clean

PORT ?= 8000
DATA_DIR ?= .data
ARGS ?=
export PORT DATA_DIR
# Some machines forbid Python to keep what it compiled; each process would then start half a second later.
export PYTHONDONTWRITEBYTECODE :=
python := .venv/bin/python
manage := $(python) manage.py
packages := $(wildcard portal groups events newsletter surveys training)
sources := manage.py $(packages) tests $(wildcard benchmarks docs/*.py)

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PORT and DATA_DIR can be set, as in: make run PORT=8123 DATA_DIR=/srv/tsunagari"

run: ## install what is missing, then run the portal with its demo city
	@./setup.sh run
	@DEMO=$${DEMO-1} $(manage) serve

dev: ## the same with debug tools, restarted when a file changes
	@./setup.sh test
	@DEBUG=1 DEMO=$${DEMO-1} $(manage) serve --reload

test: ## install what is missing, then run all tests (ARGS="tests/portal -k search" narrows)
	@./setup.sh test
	@.venv/bin/pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

check: ## lint, formatting, templates, types, migrations
	@./setup.sh test
	.venv/bin/ruff check $(sources)
	.venv/bin/ruff format --check $(sources)
	.venv/bin/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/mypy
	$(manage) makemigrations --check --dry-run
	$(manage) check --database default

fmt: ## format code, imports and templates
	@./setup.sh test
	.venv/bin/ruff check --fix-only --quiet $(sources)
	.venv/bin/ruff format $(sources)
	.venv/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true

demo: ## load the demo city (refused where there is real data)
	@./setup.sh run
	@$(manage) demo

backup: ## write a backup of the database and the files into DATA_DIR/backups
	@./setup.sh run
	@$(manage) backup

lock: ## compile pyproject.toml into requirements*.txt (ARGS=--upgrade takes newer versions)
	@./setup.sh test
	$(lock) $(ARGS) --output-file requirements.txt pyproject.toml
	$(lock) $(ARGS) --constraint requirements.txt --extra dev --output-file requirements-dev.txt pyproject.toml
lock = .venv/bin/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header --annotation-style line \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

bench: ## measure search, pages and imports against many records
	@./setup.sh test
	@$(python) -m benchmarks $(ARGS)

screenshots: ## take the pictures of README.md anew
	@./setup.sh test
	@$(python) docs/screenshots.py

clean: ## remove what was installed and built here; the data stays
	rm -rf .venv staticfiles .mypy_cache .pytest_cache .ruff_cache
