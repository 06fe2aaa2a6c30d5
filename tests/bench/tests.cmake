# SPDX-License-Identifier: MIT
# The measuring tools of run.py and gates.py (docs/performance.md). Included from the top as well,
# for the release build, which has no tests.
include_guard(GLOBAL)
option(LLMPROXY_BENCH "Build the load generator and the mock upstream of the benchmarks"
  ${LLMPROXY_DEVELOPER_MODE})
if(NOT LLMPROXY_BENCH)
  return()
endif()
find_package(OpenSSL 3.0 REQUIRED)

set(bench_dir "${PROJECT_SOURCE_DIR}/tests/bench")
add_library(bench_wire STATIC
  ${bench_dir}/wire/arguments.cpp
  ${bench_dir}/wire/message.cpp
  ${bench_dir}/wire/poller.cpp
  ${bench_dir}/wire/sockets.cpp)

add_executable(bench_load
  ${bench_dir}/load/connection.cpp
  ${bench_dir}/load/generator.cpp
  ${bench_dir}/load/main.cpp
  ${bench_dir}/load/measurement.cpp
  ${bench_dir}/load/options.cpp
  ${bench_dir}/load/process_usage.cpp
  ${bench_dir}/load/response_reader.cpp)
target_link_libraries(bench_load PRIVATE bench_wire)

add_executable(bench_upstream
  ${bench_dir}/upstream/listener.cpp
  ${bench_dir}/upstream/main.cpp
  ${bench_dir}/upstream/request.cpp
  ${bench_dir}/upstream/responses.cpp
  ${bench_dir}/upstream/server.cpp
  ${bench_dir}/upstream/server_connection.cpp
  ${bench_dir}/upstream/tls.cpp
  ${bench_dir}/upstream/transport.cpp)
target_link_libraries(bench_upstream PRIVATE bench_wire OpenSSL::SSL)

foreach(target bench_wire bench_load bench_upstream)
  target_link_libraries(${target} PRIVATE llmproxy_options)
  set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTORCC OFF
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
endforeach()

if(COMMAND qt_test) # the release build has the tools alone
  qt_test(bench wire/tst_message bench_wire)
  set_tests_properties(bench.wire.message PROPERTIES LABELS unit) # 'make test' leaves bench out
endif()

# The gates judge an optimised program only. 'make gates' runs them without ctest as well.
set(LLMPROXY_GATE_BINARY "" CACHE FILEPATH "The release build of llm-proxy that the gates measure")
set(gate_binary "${LLMPROXY_GATE_BINARY}")
if(NOT gate_binary AND CMAKE_BUILD_TYPE MATCHES "^Rel" AND TARGET llm-proxy)
  set(gate_binary "$<TARGET_FILE:llm-proxy>")
endif()
if(gate_binary)
  enable_testing()
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  foreach(gate instructions system-calls behaviour)
    add_test(NAME gate.${gate} COMMAND ${Python3_EXECUTABLE} ${bench_dir}/gates.py ${gate}
      --llm-proxy ${gate_binary}
      --tools $<TARGET_FILE_DIR:bench_load>)
    set_tests_properties(gate.${gate} PROPERTIES LABELS gate RUN_SERIAL ON TIMEOUT 200)
  endforeach()
endif()
