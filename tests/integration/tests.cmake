# SPDX-License-Identifier: MIT
qt_test(integration http1/tst_cases llmproxy_engine llmproxy_test_support)
qt_test(integration mock/tst_mock_server llmproxy_engine)
foreach(module client_gone faults reuse)
  qt_test(integration proxy/tst_${module} llmproxy_engine llmproxy_test_support)
endforeach()
qt_test(integration app/tst_program)
add_dependencies(integration.app.program llm-proxy)
target_compile_definitions(integration.app.program PRIVATE LLM_PROXY="$<TARGET_FILE:llm-proxy>")
