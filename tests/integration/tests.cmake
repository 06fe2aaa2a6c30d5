# SPDX-License-Identifier: MIT
qt_test(integration exports/tst_snippets)
qt_test(integration http1/tst_cases llmproxy_engine llmproxy_test_support)
qt_test(integration engine/tst_prices llmproxy_engine)
qt_test(integration engine/tst_recorder llmproxy_engine)
qt_test(integration engine/tst_stored_history llmproxy_engine llmproxy_test_support)
foreach(module callers control_api events metrics openapi slow_readers)
  qt_test(integration admin/tst_${module} llmproxy_engine llmproxy_test_support)
endforeach()
qt_test(integration history/tst_killed_writer llmproxy_history)
qt_test(integration mock/tst_mock_server llmproxy_engine)
foreach(module backpressure breaker capture client_gone faults forwarding forwarding_back limits reuse
    settlement stream_cuts)
  qt_test(integration proxy/tst_${module} llmproxy_engine llmproxy_test_support)
endforeach()
# Once more with stores that answer a turn of the loop later, as those do that ask somebody.
foreach(module breaker client_gone limits settlement)
  add_test(NAME integration.proxy.${module}.later COMMAND integration.proxy.${module})
  set_tests_properties(integration.proxy.${module}.later PROPERTIES
    TIMEOUT 60 LABELS integration ENVIRONMENT STORES_ANSWER_LATER=1)
endforeach()
qt_test(integration proxy/tst_usage llmproxy_engine llmproxy_test_support ${encoders})
qt_test(integration proxy/tst_tls_upstream llmproxy_engine llmproxy_test_support llmproxy_test_tls)
foreach(module admin_commands program)
  qt_test(integration app/tst_${module})
  add_dependencies(integration.app.${module} llm-proxy)
  target_compile_definitions(integration.app.${module}
    PRIVATE LLM_PROXY="$<TARGET_FILE:llm-proxy>")
endforeach()
