# SPDX-License-Identifier: MIT
# Several instances of the built program on one redis-server.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
foreach(part state outages secrets)
  add_test(NAME redis.${part} COMMAND ${Python3_EXECUTABLE}
    ${PROJECT_SOURCE_DIR}/tests/redis/run.py --program $<TARGET_FILE:llm-proxy>
    --clock $<TARGET_FILE:shifted_clock> ${part})
  set_tests_properties(redis.${part} PROPERTIES LABELS redis RUN_SERIAL TRUE TIMEOUT 300 SKIP_RETURN_CODE 77)
endforeach()
