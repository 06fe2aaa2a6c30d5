# SPDX-License-Identifier: MIT
# What every target of ours is compiled with; each links it PRIVATE.
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON) # the window is a module that links the pure logic

add_library(llmproxy_options INTERFACE)
target_compile_features(llmproxy_options INTERFACE cxx_std_20)
target_include_directories(llmproxy_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(llmproxy_options INTERFACE
  QT_DISABLE_DEPRECATED_BEFORE=0x060400
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  QT_NO_FOREACH QT_STRICT_ITERATORS QT_USE_QSTRINGBUILDER)
if(MSVC)
  target_compile_options(llmproxy_options INTERFACE /W4 /permissive- /utf-8 /Zc:__cplusplus)
else()
  target_compile_options(llmproxy_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough
    # Nothing of ours is replaced at load time; without this nothing that is PIC is inlined.
    -fno-semantic-interposition
    -fno-plt # calls into Qt and libc go straight to where they were bound
    $<$<BOOL:${LLMPROXY_DEVELOPER_MODE}>:-Werror>)
endif()

# The tests are over two hundred programs of 40 MB each: lld links one in a sixth of the time.
if(LLMPROXY_DEVELOPER_MODE)
  find_program(LLMPROXY_LLD ld.lld)
  if(LLMPROXY_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
