# SPDX-License-Identifier: MIT
qt_test(integration http1/tst_cases llmproxy_engine llmproxy_test_support)
qt_test(integration engine/tst_prices llmproxy_engine)
qt_test(integration engine/tst_recorder llmproxy_engine)
qt_test(integration mock/tst_mock_server llmproxy_engine)
foreach(module backpressure breaker capture client_gone faults forwarding forwarding_back limits reuse
    settlement stream_cuts)
  qt_test(integration proxy/tst_${module} llmproxy_engine llmproxy_test_support)
endforeach()
qt_test(integration proxy/tst_usage llmproxy_engine llmproxy_test_support ${encoders})
qt_test(integration proxy/tst_tls_upstream llmproxy_engine llmproxy_test_support llmproxy_test_tls)
qt_test(integration app/tst_program)
add_dependencies(integration.app.program llm-proxy)
target_compile_definitions(integration.app.program PRIVATE LLM_PROXY="$<TARGET_FILE:llm-proxy>")
