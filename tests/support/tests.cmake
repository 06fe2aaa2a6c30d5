# SPDX-License-Identifier: MIT
add_library(llmproxy_test_sigv4 STATIC support/sigv4.cpp)
target_link_libraries(llmproxy_test_sigv4 PUBLIC Qt6::Core PRIVATE llmproxy_options)
target_include_directories(llmproxy_test_sigv4 SYSTEM PUBLIC "${LLMPROXY_EXPECTED_INCLUDE}")

# The mock provider as a process of its own.
add_executable(mock_upstream support/mock_upstream.cpp)
target_link_libraries(mock_upstream PRIVATE llmproxy_options llmproxy_engine llmproxy_test_sigv4)

qt_test(unit support/tst_sigv4 llmproxy_test_sigv4)
qt_test(integration mock/tst_mock_upstream llmproxy_test_sigv4)
add_dependencies(integration.mock.mock_upstream mock_upstream)
target_compile_definitions(integration.mock.mock_upstream
  PRIVATE MOCK_UPSTREAM="$<TARGET_FILE:mock_upstream>")

# HAR documents, for other programs to judge.
add_executable(har_samples support/har_samples.cpp)
target_link_libraries(har_samples PRIVATE llmproxy_options llmproxy_logic)
