# SPDX-License-Identifier: MIT
# ui_test(path): a test of the window, without a display; the pictures it takes go to `grabs`.
function(ui_test path)
  qt_test(ui ${path} llmproxy_ui_parts ${ARGN})
  string(REGEX REPLACE "^(.*)/tst_(.*)$" "ui.\\1.\\2" name "${path}")
  target_compile_definitions(${name} PRIVATE LLMPROXY_GRABS="${CMAKE_BINARY_DIR}/grabs")
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
endfunction()

if(LLMPROXY_DASHBOARD)
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/grabs")
  ui_test(window/tst_circuit_bands)
  ui_test(window/tst_circuit_view)
  ui_test(window/tst_detail_pictures)
  ui_test(window/tst_endpoints)
  ui_test(window/tst_exchange_detail)
  ui_test(window/tst_exchange_list)
  ui_test(window/tst_exchange_table)
  ui_test(window/tst_exchange_text)
  ui_test(window/tst_format)
  ui_test(window/tst_feature_pages)
  ui_test(window/tst_limit_rows)
  ui_test(window/tst_line_chart)
  ui_test(window/tst_line_diff)
  ui_test(window/tst_lines_view)
  ui_test(window/tst_main_window)
  ui_test(window/tst_pulse)
  ui_test(window/tst_rate_history)
  ui_test(window/tst_resend)
  ui_test(window/tst_rows_model)
  ui_test(window/tst_test_request)
  ui_test(window/tst_traffic_page)
  ui_test(window/tst_usage_rows)
  ui_test(window/tst_window_pictures)

  # Links nothing of the window: it is loaded as the program loads it.
  qt_test(ui window/tst_module)
  target_compile_definitions(ui.window.module PRIVATE
    LLMPROXY_DASHBOARD_PATH="$<TARGET_FILE:llmproxy_ui>")
  set_tests_properties(ui.window.module PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
  add_dependencies(ui.window.module llmproxy_ui)

  add_executable(demo_window EXCLUDE_FROM_ALL
    ${PROJECT_SOURCE_DIR}/tests/ui/window/demo_window.cpp ${PROJECT_SOURCE_DIR}/ui/entry.cpp)
  target_link_libraries(demo_window PRIVATE llmproxy_options llmproxy_ui_parts)
endif()
