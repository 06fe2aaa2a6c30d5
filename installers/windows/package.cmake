# SPDX-License-Identifier: MIT
# UNTESTED: nobody has built the program or these installers on Windows yet.
#   cmake --build … && cpack -G NSIS     (or -G WIX, -G ZIP)
# windeployqt has to have been run over the installed program first; Qt is not found otherwise.
if(WIN32)
  set(CPACK_PACKAGE_INSTALL_DIRECTORY "LLM Proxy")
  set(CPACK_PACKAGE_EXECUTABLES llm-proxy "LLM Proxy")
  set(CPACK_NSIS_DISPLAY_NAME "LLM Proxy")
  set(CPACK_NSIS_MODIFY_PATH ON)
  set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
  set(CPACK_WIX_UPGRADE_GUID 0B6B9F0E-6C43-4F55-9A7C-7B0C4B0E8F51)
  set(CPACK_WIX_PROGRAM_MENU_FOLDER "LLM Proxy")
endif()
