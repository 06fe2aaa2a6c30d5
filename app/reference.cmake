# SPDX-License-Identifier: MIT
# The man page, the shells' completions and the tables of the documentation, written out of the
# program's own tables by a tool that is part of the build alone.
add_library(llmproxy_reference STATIC
  "${CMAKE_CURRENT_LIST_DIR}/completions.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/reference.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/reference_words.cpp")
target_link_libraries(llmproxy_reference PUBLIC llmproxy_app llmproxy_config
  PRIVATE llmproxy_options)
add_executable(llm-proxy-reference "${CMAKE_CURRENT_LIST_DIR}/reference_main.cpp")
target_link_libraries(llm-proxy-reference PRIVATE llmproxy_options llmproxy_reference)

set(reference_files)
foreach(name llm-proxy.1 llm-proxy.bash _llm-proxy llm-proxy.fish commands.md configuration-keys.md)
  list(APPEND reference_files "${LLMPROXY_REFERENCE}/${name}")
endforeach()
file(MAKE_DIRECTORY "${LLMPROXY_REFERENCE}")
add_custom_command(OUTPUT ${reference_files}
  COMMAND llm-proxy-reference ${PROJECT_VERSION} ${LLMPROXY_RELEASE_DATE} ${reference_files}
  COMMENT "Writing the man page, completions and tables" VERBATIM)
add_custom_target(reference ALL DEPENDS ${reference_files})
