# SPDX-License-Identifier: MIT
# Every package the program is built from, found once.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql)
if(LLMPROXY_DASHBOARD)
  # Debian's qt6-charts-dev does not pull in Qt6OpenGL's CMake files, which Charts asks for.
  find_package(Qt6 6.4 QUIET COMPONENTS Widgets OpenGL Charts)
  find_package(Qt6 6.4 REQUIRED COMPONENTS LinguistTools) # Debian: qt6-tools-dev, qt6-l10n-tools
  if(NOT Qt6Charts_FOUND)
    message(FATAL_ERROR "Qt 6 Charts was not found. On Debian and Ubuntu the window needs "
      "libqt6charts6-dev and libqt6opengl6-dev ('make install' installs them); "
      "-DLLMPROXY_DASHBOARD=OFF builds the headless program alone.")
  endif()
endif()
find_package(yaml-cpp REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_path(LLMPROXY_BROTLI_INCLUDE brotli/decode.h REQUIRED)
find_library(LLMPROXY_BROTLIDEC_LIBRARY brotlidec REQUIRED)
find_path(LLMPROXY_ZSTD_INCLUDE zstd.h REQUIRED)
find_library(LLMPROXY_ZSTD_LIBRARY zstd REQUIRED)
find_path(LLMPROXY_XXHASH_INCLUDE xxhash.h REQUIRED)
find_library(LLMPROXY_XXHASH_LIBRARY xxhash REQUIRED)
if(LLMPROXY_DEVELOPER_MODE)
  find_library(LLMPROXY_BROTLIENC_LIBRARY brotlienc REQUIRED) # the tests make what they decode
endif()
find_path(LLMPROXY_HIREDIS_INCLUDE hiredis/hiredis.h REQUIRED)
find_library(LLMPROXY_HIREDIS_LIBRARY hiredis REQUIRED)
add_library(llmproxy_hiredis INTERFACE)
target_include_directories(llmproxy_hiredis SYSTEM INTERFACE "${LLMPROXY_HIREDIS_INCLUDE}")
target_link_libraries(llmproxy_hiredis INTERFACE "${LLMPROXY_HIREDIS_LIBRARY}")
find_path(LLMPROXY_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)

# llhttp, Node's HTTP/1.1 parser: the system's library where there is one (its major version 9 is
# strict by default), else built from the sources that Debian 12 packages as node-llhttp.
add_library(llmproxy_llhttp STATIC)
find_path(LLMPROXY_LLHTTP_INCLUDE llhttp.h PATH_SUFFIXES llhttp
  PATHS /usr/share/include REQUIRED)
find_library(LLMPROXY_LLHTTP_LIBRARY llhttp)
find_path(LLMPROXY_LLHTTP_SOURCES llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)
file(WRITE "${CMAKE_BINARY_DIR}/llhttp_anchor.c" "typedef int llhttp_anchor;\n")
target_sources(llmproxy_llhttp PRIVATE "${CMAKE_BINARY_DIR}/llhttp_anchor.c")
if(LLMPROXY_LLHTTP_LIBRARY)
  target_link_libraries(llmproxy_llhttp PUBLIC "${LLMPROXY_LLHTTP_LIBRARY}")
elseif(LLMPROXY_LLHTTP_SOURCES)
  target_sources(llmproxy_llhttp PRIVATE "${LLMPROXY_LLHTTP_SOURCES}/api.c"
    "${LLMPROXY_LLHTTP_SOURCES}/http.c" "${LLMPROXY_LLHTTP_SOURCES}/llhttp.c")
  target_compile_definitions(llmproxy_llhttp PRIVATE LLHTTP_STRICT_MODE=1)
else()
  message(FATAL_ERROR "llhttp was not found: install node-llhttp (Debian 12) or libllhttp-dev.")
endif()
target_include_directories(llmproxy_llhttp SYSTEM PUBLIC "${LLMPROXY_LLHTTP_INCLUDE}")
