# SPDX-License-Identifier: MIT
# Of the tests against the running program, what needs no key; `make test-all` runs the others.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
add_test(NAME live.health COMMAND ${Python3_EXECUTABLE}
  ${PROJECT_SOURCE_DIR}/tests/live/run.py --program $<TARGET_FILE:llm-proxy> health)
set_tests_properties(live.health PROPERTIES LABELS live TIMEOUT 60)
