# SPDX-License-Identifier: MIT
# A target is one file that checks what a reader promises for any bytes. The preset `fuzz` makes a
# fuzzer of each (build target `fuzzers`); the tests run each over the inputs kept in corpus/.
set(targets sse_reader eventstream_decoder coding_decoder json_scanner usage_answer usage_request
  redis_reply)

add_custom_target(fuzzers)
foreach(target IN LISTS targets)
  set(name unit.fuzz.${target})
  if(LLMPROXY_FUZZERS)
    set(name fuzz.${target})
    set(main libfuzzer.cpp)
  else()
    set(main replay.cpp)
  endif()
  list(TRANSFORM main PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
  add_executable(${name} ${CMAKE_CURRENT_LIST_DIR}/${target}.cpp
    ${CMAKE_CURRENT_LIST_DIR}/property.cpp ${main})
  target_link_libraries(${name} PRIVATE llmproxy_options llmproxy_logic)
  if(target STREQUAL redis_reply)
    target_link_libraries(${name} PRIVATE llmproxy_engine)
  endif()
  if(LLMPROXY_FUZZERS)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers ${name})
  else()
    add_test(NAME ${name} COMMAND ${name} ${CMAKE_CURRENT_LIST_DIR}/corpus/${target})
    set_tests_properties(${name} PROPERTIES TIMEOUT 20 LABELS unit)
  endif()
endforeach()
