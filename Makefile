# Two commands are enough: `make demo` shows it, `make test` proves it.
BANJI := .venv/bin/banji
PYTEST := .venv/bin/pytest
# Dozens of processes start: let them share what one has compiled.
unexport PYTHONDONTWRITEBYTECODE

# The newest PostgreSQL that Debian has installed, besides the embedded one.
SERVER_BIN := $(lastword $(sort $(wildcard /usr/lib/postgresql/1[5-9]/bin /usr/lib/postgresql/[2-9][0-9]/bin)))
SERVER_TESTS := $(wildcard tests/foundation tests/register tests/audit tests/cases tests/exchange)

.PHONY: help demo test serve lint bench docs lock ready test-server
help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*  ## /make \1	/p' Makefile | expand -t 18

demo: ready  ## show the main job on an invented city, then serve it (DEMO_SERVE=0: do not serve)
	@$(BANJI) demo

serve: ready  ## run the site on this checkout's own database
	@$(BANJI) serve

test: ready-for-browsers lint  ## every check and every test, in a real browser too
	$(PYTEST) -n 2 --dist worksteal
	@$(MAKE) --no-print-directory test-server

test-server: ready  ## a representative part on the PostgreSQL that Debian has installed
ifdef SERVER_BIN
	BANJI_VAR=var/server-tests BANJI_POSTGRES_BIN=$(SERVER_BIN) BANJI_TEST_DB=test_server $(PYTEST) -n 2 -m "not browser" $(SERVER_TESTS)
else
	@echo "SKIPPED: the tests on a server's PostgreSQL, for none is in /usr/lib/postgresql (apt-get install postgresql)"
endif

lint: ready  ## style, types, layers, law, translations, docs
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	$(BANJI) law lint
	$(BANJI) translations --check
	$(BANJI) docs --check

bench: ready  ## measure what docs/performance.md says
	.venv/bin/python -m bench

docs: ready  ## write the generated reference pages
	@$(BANJI) docs

# Versions that are locked stay; `make lock UPGRADE=--upgrade` looks for newer ones.
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate $(UPGRADE)
lock: ready  ## lock the versions after a change of requirements/*.in
	$(COMPILE) requirements/base.in -o requirements/base.lock
	$(COMPILE) requirements/base.in requirements/test.in -c requirements/base.lock -o requirements/test.lock

.PHONY: ready-for-browsers
ready-for-browsers:
	@scripts/setup browser
	@$(BANJI) translations --compile >/dev/null

ready:
	@scripts/setup
	@$(BANJI) translations --compile >/dev/null
