# SPDX-License-Identifier: MIT
add_library(llmproxy_test_tls STATIC
  ${PROJECT_SOURCE_DIR}/tests/support/certificates.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/tls_listener.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/tls_pair.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/tls_server.cpp)
target_link_libraries(llmproxy_test_tls
  PUBLIC llmproxy_engine Qt6::Network OpenSSL::SSL OpenSSL::Crypto PRIVATE llmproxy_options)

qt_test(unit net/tst_mailbox llmproxy_engine)
qt_test(unit net/tst_deadlines llmproxy_engine)
qt_test(unit net/tst_timing_wheel llmproxy_engine)
if(UNIX)
  foreach(part notifiers timers users wake_ups)
    qt_test(unit net/tst_dispatcher_${part} llmproxy_engine)
  endforeach()
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  qt_test(unit net/tst_epoll_dispatcher llmproxy_engine)
endif()
qt_test(unit net/tst_resolver llmproxy_engine)
qt_test(unit net/tst_tls_context llmproxy_engine llmproxy_test_tls)
qt_test(unit net/tst_tls_listener llmproxy_engine llmproxy_test_tls)
qt_test(unit net/tst_tls_memory llmproxy_engine llmproxy_test_tls)
set_tests_properties(unit.net.tls_memory PROPERTIES TIMEOUT 60) # four thousand handshakes
qt_test(unit net/tst_tls_resumption llmproxy_engine llmproxy_test_tls)
qt_test(unit net/tst_tls_session llmproxy_engine llmproxy_test_tls)
qt_test(unit net/tst_tls_verification llmproxy_engine llmproxy_test_tls)
