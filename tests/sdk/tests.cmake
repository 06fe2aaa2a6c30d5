# SPDX-License-Identifier: MIT
# The vendors' own SDKs against the built program. Where they cannot be installed (no network, no
# Node) the test is skipped and says why.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
foreach(language wire python node)
  add_test(NAME sdk.${language} COMMAND ${Python3_EXECUTABLE}
    ${PROJECT_SOURCE_DIR}/tests/sdk/run.py ${language}
    --program $<TARGET_FILE:llm-proxy> --upstream $<TARGET_FILE:mock_upstream>
    --work ${PROJECT_BINARY_DIR}/sdk)
  set_tests_properties(sdk.${language} PROPERTIES LABELS sdk TIMEOUT 300 SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME sdk.har COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/sdk/har.py
  --samples $<TARGET_FILE:har_samples> --work ${PROJECT_BINARY_DIR}/sdk/har)
set_tests_properties(sdk.har PROPERTIES LABELS sdk TIMEOUT 300 SKIP_RETURN_CODE 77)
