# SPDX-License-Identifier: MIT
# What is installed where. Components: `program` is headless and needs no Widgets; `dashboard` is the
# window's module; `archive` is for the .tar.gz alone.
include(GNUInstallDirs)
set(LLMPROXY_DOC ${CMAKE_INSTALL_DATADIR}/doc)

install(TARGETS llm-proxy RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/llm-proxy COMPONENT program)
install(FILES LICENSE README.md CHANGELOG.md "${CMAKE_BINARY_DIR}/llm-proxy.spdx.json"
  resources/openapi.json
  DESTINATION ${LLMPROXY_DOC}/llm-proxy COMPONENT program)
install(DIRECTORY docs/ DESTINATION ${LLMPROXY_DOC}/llm-proxy/docs COMPONENT program
  PATTERN adr EXCLUDE PATTERN images EXCLUDE)
install(FILES resources/grafana/llm-proxy.json RENAME grafana.json
  DESTINATION ${LLMPROXY_DOC}/llm-proxy COMPONENT program)
install(DIRECTORY examples DESTINATION ${LLMPROXY_DOC}/llm-proxy COMPONENT program
  USE_SOURCE_PERMISSIONS)
if(UNIX AND NOT APPLE)
  install(FILES resources/systemd/llm-proxy.service
    DESTINATION lib/systemd/system COMPONENT program)
  install(FILES resources/systemd/user/llm-proxy.service
    DESTINATION lib/systemd/user COMPONENT program)
endif()
if(UNIX)
  find_program(LLMPROXY_GZIP gzip REQUIRED)
  add_custom_command(OUTPUT "${LLMPROXY_REFERENCE}/llm-proxy.1.gz"
    COMMAND ${LLMPROXY_GZIP} -9nfk llm-proxy.1
    WORKING_DIRECTORY "${LLMPROXY_REFERENCE}" DEPENDS reference VERBATIM)
  add_custom_target(man ALL DEPENDS "${LLMPROXY_REFERENCE}/llm-proxy.1.gz")
  install(FILES "${LLMPROXY_REFERENCE}/llm-proxy.1.gz"
    DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  install(FILES "${LLMPROXY_REFERENCE}/llm-proxy.bash" RENAME llm-proxy
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
  install(FILES "${LLMPROXY_REFERENCE}/_llm-proxy"
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
  install(FILES "${LLMPROXY_REFERENCE}/llm-proxy.fish"
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
  install(PROGRAMS installers/archive/install.sh DESTINATION . COMPONENT archive)
endif()

if(TARGET llmproxy_ui)
  install(TARGETS llmproxy_ui LIBRARY DESTINATION lib/llm-proxy COMPONENT dashboard)
  if(UNIX AND NOT APPLE)
    configure_file(resources/llm-proxy.metainfo.xml.in llm-proxy.metainfo.xml @ONLY)
    install(FILES "${CMAKE_BINARY_DIR}/llm-proxy.metainfo.xml"
      DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT dashboard)
    install(FILES resources/llm-proxy.desktop
      DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT dashboard)
    set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
    install(FILES resources/icons/llm-proxy.svg
      DESTINATION ${icons}/scalable/apps COMPONENT dashboard)
    foreach(side 16 24 32 48 64 128 256)
      install(FILES resources/icons/llm-proxy-${side}.png RENAME llm-proxy.png
        DESTINATION ${icons}/${side}x${side}/apps COMPONENT dashboard)
    endforeach()
  endif()
endif()
