# SPDX-License-Identifier: MIT
# The window's words: German, and the plurals of English. `cmake --build <folder> --target
# llmproxy_update_translations` takes new words of the sources into the .ts files.
set(translations_folder "${PROJECT_SOURCE_DIR}/resources/translations")
set(translations "${translations_folder}/llm-proxy_de.ts" "${translations_folder}/llm-proxy_en.ts")
qt_add_lrelease(llmproxy_ui TS_FILES ${translations} QM_FILES_OUTPUT_VARIABLE compiled)
qt_add_resources(llmproxy_ui translations
  PREFIX "/translations" BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES ${compiled})

# The include path lets lupdate find the classes that the words belong to.
set(update Qt6::lupdate -silent -I "${PROJECT_SOURCE_DIR}" -locations none -no-obsolete
  "${CMAKE_CURRENT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/engine/clients" -ts)
add_custom_target(llmproxy_update_translations
  COMMAND ${update} "${translations_folder}/llm-proxy_de.ts"
  COMMAND ${update} "${translations_folder}/llm-proxy_en.ts" -pluralonly
  VERBATIM)
