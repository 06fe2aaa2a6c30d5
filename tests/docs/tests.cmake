# SPDX-License-Identifier: MIT
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
add_test(NAME docs.links COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/docs/links.py)
set_tests_properties(docs.links PROPERTIES LABELS docs TIMEOUT 30)

# The pages that the build writes are those in docs/; `make docs` puts them there.
foreach(page commands configuration-keys)
  add_test(NAME docs.${page} COMMAND ${CMAKE_COMMAND} -E compare_files
    ${LLMPROXY_REFERENCE}/${page}.md ${PROJECT_SOURCE_DIR}/docs/${page}.md)
  set_tests_properties(docs.${page} PROPERTIES LABELS docs TIMEOUT 10)
endforeach()

# What the README tells to type works, answered by the mock of --demo.
add_test(NAME docs.readme COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/readme/run.py
  --program $<TARGET_FILE:llm-proxy>)
set_tests_properties(docs.readme PROPERTIES LABELS docs TIMEOUT 120)
add_test(NAME docs.connect COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/docs/connect.py
  --program $<TARGET_FILE:llm-proxy>)
set_tests_properties(docs.connect PROPERTIES LABELS docs TIMEOUT 120)
