# SPDX-License-Identifier: MIT
# Every task of a developer's day, one word each; `make` lists them.
#
#   make run ARGS="--demo --no-gui"    arguments for the program
#   make test TESTS=unit.http          only the tests whose name matches
#   make lint FILES="engine/a.cpp"     only these files
#   make bench CASES="json sse-100"    only these comparisons
#   JOBS=4                             how many things to do at once (default: all cores)
#   SKIP_INSTALL=1                     never ask apt whether something is missing

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL: # the targets share build/; what runs in parallel is inside them
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
ARGS ?=
TESTS ?=
FILES ?=
MINUTES ?=
CASES ?=

# Bold target names where the terminal can show them (no-color.org; FORCE_COLOR wins).
COLOR := $(if $(NO_COLOR)$(filter dumb,$(TERM)),,$(if $(MAKE_TERMOUT),1))
ifeq ($(FORCE_COLOR),1)
COLOR := 1
endif
BOLD := $(if $(COLOR),\033[1m)
TITLE := $(if $(COLOR),\033[36m)
PLAIN := $(if $(COLOR),\033[0m)
say = @printf '$(BOLD)%s$(PLAIN)\n' "$(1)"

# needs(purposes): installs what is missing for them; says nothing when nothing is.
needs = $(if $(SKIP_INSTALL),,@installers/dependencies --if-missing $(1))
# configure(preset, options): once; ninja configures again by itself when a build file changes.
configure = @test -f build/$(1)/build.ninja || { echo "Configuring build/$(1)"; cmake --preset $(1) $(2) >/dev/null; }
# On a terminal ninja shows one line of progress; in a log only what goes wrong.
ninja = @ninja -C build/$(1) -j $(JOBS) $(if $(MAKE_TERMOUT),,--quiet) $(2)
# ctest(preset, labels to leave out): none of the tests registered with CTest needs a key. Why one
# was skipped stands in its output, which CTest keeps to itself.
ctest = @status=0; ctest --preset $(1) -j $(JOBS) -LE '$(2)' $(if $(TESTS),-R '$(TESTS)') \
	  || status=$$?; grep -h 'SKIPPED ' build/$(1)/Testing/Temporary/LastTest.log || true; exit $$status
sources = find app engine ui tests -name '*.h' -print0 -o -name '*.cpp' -print0
live = @python3 tests/live/run.py --program bin/llm-proxy $(1)

##@ Start
.PHONY: help install build run dev
help: ## List these targets
	@awk -v title='$(TITLE)' -v bold='$(BOLD)' -v plain='$(PLAIN)' 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s%s%s\n", title, substr($$0, 5), plain } \
	  /^[a-z-]+:.*## / { printf "  %smake %-14s%s %s\n", bold, $$1, plain, $$2 }' Makefile

install: ## Install what building, running, testing and checking need (Debian, Ubuntu)
	@installers/dependencies build run test lint

build: ## Build bin/llm-proxy and its window
	$(call needs,build run)
	$(call configure,release)
	$(call ninja,release)
	@install -C -D -t bin build/release/app/llm-proxy build/release/app/llm-proxy-dashboard.so

run: build ## Build and start the proxy; ARGS="--demo" needs no key and no network
	@exec bin/llm-proxy $(ARGS)

dev: build ## Start with the development configuration and debug logs
	@exec env ENVIRONMENT=dev LOG_LEVEL=debug bin/llm-proxy $(ARGS)

##@ Test
.PHONY: test test-all test-openai test-anthropic test-gemini test-health test-sdk env-check
test: build-dev ## Run every test that needs no key
	$(call ctest,dev,bench)

test-all: test test-health build ## Run every test, those against the real providers too (a missing key skips)
	$(call live,openai anthropic gemini)

test-openai: build ## Test against OpenAI (OPENAI_API_KEY)
	$(call needs,test)
	$(call live,openai)

test-anthropic: build ## Test against Anthropic (ANTHROPIC_API_KEY)
	$(call needs,test)
	$(call live,anthropic)

test-gemini: build ## Test against Gemini (GEMINI_API_KEY)
	$(call needs,test)
	$(call live,gemini)

test-health: build ## Test the health check of the built program
	$(call needs,test)
	$(call live,health)

test-sdk: build-dev ## Run the vendors' own SDKs against the built program and a mock upstream
	@ctest --preset dev -L sdk --verbose

env-check: ## Say which provider keys the environment has
	@for name in OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY \
	    AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION; do \
	  printf '  %-22s %s\n' "$$name" "$$([ -n "$${!name-}" ] && echo found || echo missing)"; done

##@ Check
.PHONY: check docs links fmt fmt-check vet lint includes model asan tsan fuzz bench bench-redis gates
check: fmt-check includes links model vet lint ## Run all code quality checks
	$(call say,All checks passed)

fmt: ## Format the sources
	$(call needs,lint)
	@$(sources) | xargs -0 clang-format -i

fmt-check: ## Fail if a source is not formatted
	$(call needs,lint)
	@$(sources) | xargs -0 clang-format --dry-run -Werror

vet: build-dev ## Compile everything, tests too, with warnings as errors

lint: build-dev ## Run clang-tidy over our sources; every finding is an error
	$(call needs,lint)
	@.ci/lint --jobs $(JOBS) $(if $(MINUTES),--minutes $(MINUTES)) build/dev $(FILES)

includes: ## Check which room includes which
	$(call needs,build)
	@cmake -D ROOT=. -P tests/architecture/includes.cmake

links: ## Check that every link of the documentation leads somewhere
	@python3 tests/docs/links.py

docs: ## Write the pages of docs/ that come out of the program's tables
	$(call needs,build run test)
	$(call configure,dev)
	$(call ninja,dev,reference)
	@cp build/dev/reference/*.md docs/

model: ## Check every order of events that the circuit breaker can meet
	$(call needs,build lint)
	@tests/model/run
	@tests/model/test-run

asan: ## Run the tests under AddressSanitizer and UBSan
	$(call needs,build run test)
	$(call configure,asan,-DLLMPROXY_DASHBOARD=OFF)
	$(call ninja,asan)
	$(call ctest,asan,bench|sdk|redis)

tsan: ## Run the tests under ThreadSanitizer
	$(call needs,build run test)
	$(call configure,tsan,-DLLMPROXY_DASHBOARD=OFF)
	$(call ninja,tsan)
	$(call ctest,tsan,bench|sdk|redis)

fuzz: ## Fuzz what reads bytes from outside; MINUTES for each target (default 1)
	$(call needs,build fuzz)
	$(call configure,fuzz)
	$(call ninja,fuzz,fuzzers)
	@tests/fuzz/run $(if $(MINUTES),--minutes $(MINUTES)) build/fuzz

gates: build-bench ## Check instructions, system calls and behaviour under load against their limits
	@python3 tests/bench/gates.py

bench: build-bench ## Compare with nginx and HAProxy on this machine; CASES="json sse-100" for some
	@python3 tests/bench/run.py compare $(CASES)

bench-redis: build-bench ## What it costs to share breakers and limits on Redis
	@python3 tests/bench/run.py redis

##@ Keep
.PHONY: package test-packages version clean
package: build ## Make this system's packages in build/packages
	$(call needs,package)
	$(call ninja,release)
	@cd build/release && for kind in DEB TGZ $$(command -v rpmbuild >/dev/null && echo RPM); do \
	  cpack -G $$kind -B ../packages >../packages-$$kind.log || { cat ../packages-$$kind.log; exit 1; }; done
	@rm -rf build/packages/_CPack_Packages; ls -1 build/packages

test-packages: package ## Lint the packages; as root also install them in a fresh Debian 12 and take them out
	$(call needs,test bench package-test)
	@tests/packages/lint
	@if [ "$$(id -u)" -eq 0 ]; then tests/packages/debian12.sh; else \
	  echo "SKIPPED installing: only root may debootstrap"; fi

version: ## Show version, commit, build time and tool versions
	@if [ -x bin/llm-proxy ]; then bin/llm-proxy --version; else \
	  printf 'llm-proxy %s (%s), not built yet\n' \
	    "$$(sed -n 's/^project(llmproxy VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)" \
	    "$$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"; fi

clean: ## Remove everything that was built
	@rm -rf build bin

.PHONY: build-dev build-bench
build-bench:
	$(call needs,build run test bench)
	@cmake --preset release -DLLMPROXY_BENCH=ON >/dev/null
	$(call ninja,release)

build-dev:
	$(call needs,build run test)
	$(call configure,dev)
	$(call ninja,dev)
