# SPDX-License-Identifier: MIT
# UNTESTED: nobody has built the program or this disk image on macOS yet.
#   cmake --build … && cpack -G DragNDrop
# The image holds the folders bin, lib and share; macdeployqt has to bring Qt in, and the result
# has to be signed and notarized.
if(APPLE)
  set(CPACK_DMG_VOLUME_NAME "LLM Proxy ${PROJECT_VERSION}")
  set(CPACK_DMG_FORMAT UDZO)
endif()
