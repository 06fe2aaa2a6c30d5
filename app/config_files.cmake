# SPDX-License-Identifier: MIT
# Finding, reading and watching the configuration's files: a library, so that tests can link it.
add_library(llmproxy_app_config STATIC
  "${CMAKE_CURRENT_LIST_DIR}/config_files.cpp" "${CMAKE_CURRENT_LIST_DIR}/config_files.h"
  "${CMAKE_CURRENT_LIST_DIR}/config_watcher.cpp" "${CMAKE_CURRENT_LIST_DIR}/config_watcher.h")
target_link_libraries(llmproxy_app_config
  PUBLIC llmproxy_config Qt6::Core PRIVATE llmproxy_options)
