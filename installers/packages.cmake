# SPDX-License-Identifier: MIT
# `make package`: .deb, .rpm and .tar.gz of what install.cmake installs. The packages for Windows and
# macOS are in files of their own.
set(LLMPROXY_RELEASE_RFC2822 "Wed, 25 Nov 2026 00:00:00 +0000")
set(LLMPROXY_REVISION 1)
set(LLMPROXY_MAINTAINER "The LLM Proxy authors <maintainers@llm-proxy.invalid>" CACHE STRING
  "Who packages name as their maintainer")

set(CPACK_PACKAGE_NAME llm-proxy)
set(CPACK_PACKAGE_VENDOR "The LLM Proxy authors")
set(CPACK_PACKAGE_CONTACT "${LLMPROXY_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "local gateway for LLM APIs")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_RESOURCE_FILE_README "${PROJECT_SOURCE_DIR}/README.md")
set(CPACK_STRIP_FILES ON)
set(CPACK_CHECKSUM SHA256)
set(CPACK_PACKAGE_FILE_NAME
  "llm-proxy-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_PROJECT_CONFIG_FILE "${PROJECT_SOURCE_DIR}/installers/generators.cmake")

include("${PROJECT_SOURCE_DIR}/installers/install.cmake")
include("${PROJECT_SOURCE_DIR}/installers/bill_of_materials.cmake")

set(program_text
  "A small program between your code and OpenAI, Anthropic, Gemini, Amazon\nBedrock and whatever speaks like them. Requests and streams pass byte for byte,\nwith the credentials of the caller; around that there are a circuit breaker,\nlimits, accounting of tokens and costs, and an HTTP API.")
set(dashboard_text
  "The window of LLM Proxy: live traffic, tokens, costs, limits and circuits. It\nis a module that llm-proxy loads where there is a display.\n.\nIt is linked with Qt Charts, so this package as a whole is under GPL-3; the\nsources of LLM Proxy and the package llm-proxy are under the MIT licence.")

# .deb: one package for each component, dependencies as the libraries are packaged here.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${LLMPROXY_REVISION})
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME llm-proxy)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
# The history on disk needs the driver; only the window has one unless asked for.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "ca-certificates, libqt6sql6-sqlite")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS llm-proxy-gui)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION_SUMMARY}\n${program_text}")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA
  "${PROJECT_SOURCE_DIR}/installers/debian/prerm;${PROJECT_SOURCE_DIR}/installers/debian/postrm")
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_NAME llm-proxy-gui)
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_SECTION net)
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_DEPENDS
  "llm-proxy (= ${PROJECT_VERSION}-${LLMPROXY_REVISION}), libqt6sql6-sqlite")
set(CPACK_DEBIAN_DASHBOARD_DESCRIPTION
  "${CPACK_PACKAGE_DESCRIPTION_SUMMARY} - dashboard\n${dashboard_text}")

# .rpm: dependencies are the libraries' own names. Built on Debian, not tried on an RPM system.
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_RELEASE ${LLMPROXY_REVISION})
# CPack knows one licence for all packages; rpmbuild expands this for each.
set(CPACK_RPM_PACKAGE_LICENSE
  "%(echo %{name} | sed -e /gui/s/.*/GPL-3.0-only/ -e t -e s/.*/MIT/)")
set(CPACK_RPM_PACKAGE_GROUP Applications/Internet)
set(CPACK_RPM_PROGRAM_PACKAGE_NAME llm-proxy)
set(CPACK_RPM_PROGRAM_PACKAGE_DESCRIPTION "${program_text}")
set(CPACK_RPM_DASHBOARD_PACKAGE_NAME llm-proxy-gui)
set(CPACK_RPM_DASHBOARD_PACKAGE_SUMMARY "${CPACK_PACKAGE_DESCRIPTION_SUMMARY}, dashboard")
set(CPACK_RPM_DASHBOARD_PACKAGE_DESCRIPTION "${dashboard_text}")
set(CPACK_RPM_DASHBOARD_PACKAGE_REQUIRES
  "llm-proxy = ${PROJECT_VERSION}-${LLMPROXY_REVISION}")
set(CPACK_RPM_PACKAGE_AUTOREQPROV ON)
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /lib/systemd /usr/lib/systemd /usr/lib/systemd/system /usr/lib/systemd/user
  /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/zsh /usr/share/zsh/vendor-completions
  /usr/share/fish /usr/share/fish/vendor_completions.d
  /usr/share/man /usr/share/man/man1 /usr/share/doc /usr/share/metainfo /usr/share/applications
  /usr/share/icons /usr/share/icons/hicolor)

# What Debian wants besides, and the other packages do not.
if(UNIX AND NOT APPLE)
  foreach(package llm-proxy llm-proxy-gui)
    set(LLMPROXY_PACKAGE ${package})
    set(folder "${CMAKE_BINARY_DIR}/debian/${package}")
    configure_file(installers/debian/changelog.in "${folder}/changelog.Debian" @ONLY)
    execute_process(COMMAND ${LLMPROXY_GZIP} -9nfk changelog.Debian WORKING_DIRECTORY "${folder}")
  endforeach()
  configure_file(installers/debian/copyright "${CMAKE_BINARY_DIR}/debian/llm-proxy/copyright" COPYONLY)
  configure_file(installers/debian/copyright-gui
    "${CMAKE_BINARY_DIR}/debian/llm-proxy-gui/copyright" COPYONLY)
  foreach(file copyright changelog.Debian.gz)
    install(FILES "${CMAKE_BINARY_DIR}/debian/llm-proxy/${file}"
      DESTINATION ${LLMPROXY_DOC}/llm-proxy COMPONENT program)
    if(TARGET llmproxy_ui)
      install(FILES "${CMAKE_BINARY_DIR}/debian/llm-proxy-gui/${file}"
        DESTINATION ${LLMPROXY_DOC}/llm-proxy-gui COMPONENT dashboard)
    endif()
  endforeach()
endif()

include("${PROJECT_SOURCE_DIR}/installers/windows/package.cmake")
include("${PROJECT_SOURCE_DIR}/installers/macos/package.cmake")
include(CPack)
