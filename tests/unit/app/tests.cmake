# SPDX-License-Identifier: MIT
qt_test(unit app/tst_command_line llmproxy_app)
qt_test(unit app/tst_cost_table llmproxy_app)
qt_test(unit app/tst_estimate_text llmproxy_app)
qt_test(unit app/tst_log llmproxy_app)
qt_test(unit app/tst_reference llmproxy_reference)
qt_test(unit app/tst_signals llmproxy_app)
qt_test(unit app/tst_single_instance llmproxy_app)
qt_test(unit app/tst_port_holder llmproxy_app)
qt_test(unit app/tst_build_info llmproxy_app)
qt_test(unit app/tst_dashboard_module llmproxy_app)

add_library(llmproxy_fake_dashboard MODULE ${CMAKE_CURRENT_LIST_DIR}/fake_dashboard.cpp)
target_link_libraries(llmproxy_fake_dashboard PRIVATE llmproxy_options Qt6::Core)
set_target_properties(llmproxy_fake_dashboard PROPERTIES
  PREFIX "" OUTPUT_NAME llm-proxy-dashboard LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/fake_dashboard)
add_dependencies(unit.app.dashboard_module llmproxy_fake_dashboard)
target_compile_definitions(unit.app.dashboard_module PRIVATE
  FAKE_DASHBOARD_FOLDER="${CMAKE_CURRENT_BINARY_DIR}/fake_dashboard")
qt_test(unit app/tst_config_files llmproxy_app_config)
qt_test(unit app/tst_config_watcher llmproxy_app_config)
foreach(module admin_client admin_orders admin_text exchange_text)
  qt_test(unit app/tst_${module} llmproxy_app)
endforeach()
