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

# Preloaded into a redis-server, whose clock the tests then set. Never with a sanitizer in it.
add_library(shifted_clock MODULE support/shifted_clock.cpp)
target_compile_features(shifted_clock PRIVATE cxx_std_20)
target_compile_options(shifted_clock PRIVATE -fno-sanitize=all -fno-threadsafe-statics)
target_link_options(shifted_clock PRIVATE -fno-sanitize=all)
add_library(llmproxy_test_redis STATIC support/redis_server.cpp)
target_link_libraries(llmproxy_test_redis PUBLIC llmproxy_engine Qt6::Network
  PRIVATE llmproxy_options)
target_compile_definitions(llmproxy_test_redis
  PRIVATE SHIFTED_CLOCK_MODULE="$<TARGET_FILE:shifted_clock>")
add_dependencies(llmproxy_test_redis shifted_clock)
