# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.21)

# Fails when a file includes a room that its own room may not know, or when pure logic includes
# a Qt class that does I/O, keeps time or has an event loop. Run: cmake -D ROOT=. -P this

# may_<room>: the other rooms it may include.
set(may_engine/base        "")
set(may_engine/http        engine/base)
set(may_engine/eventstream engine/base)
set(may_engine/json        engine/base)
set(may_engine/sse         engine/base)
set(may_engine/coding      engine/base)
set(may_engine/usage       engine/base engine/http engine/eventstream engine/json engine/sse
                           engine/coding)
set(may_engine/cost        engine/base engine/usage)
set(may_engine/circuit     engine/base engine/http)
set(may_engine/ratelimit   engine/base engine/http)
set(may_engine/providers   engine/base engine/http engine/json engine/usage engine/circuit)
set(may_engine/config      engine/base engine/http engine/cost engine/providers)
set(may_engine/stats       engine/base engine/usage engine/cost engine/circuit engine/ratelimit)
set(may_engine/traffic     engine/base engine/http engine/coding engine/usage engine/cost engine/circuit)
set(may_engine/history     engine/base engine/stats engine/traffic)
set(may_engine/exports     engine/base engine/http engine/traffic)
set(may_engine/clients     engine/base)
set(may_engine/transcript  engine/base engine/coding engine/eventstream engine/sse engine/traffic)
set(may_engine/redis       engine/base engine/net)
set(may_engine/storage     engine/base engine/circuit engine/ratelimit engine/net engine/redis)
set(may_engine/transports  engine/base engine/usage engine/cost engine/stats engine/net)
set(may_engine/net         engine/base engine/http)
set(may_engine/proxy       engine/base engine/http engine/coding engine/usage engine/cost
                           engine/circuit engine/ratelimit engine/providers engine/stats engine/traffic
                           engine/storage engine/net)
# Of the engine itself the interface alone, engine/control.h.
set(may_engine/admin       engine engine/base engine/http engine/circuit engine/ratelimit
                           engine/stats engine/traffic engine/exports engine/net engine/proxy)
set(may_engine/mock        engine/base engine/http engine/eventstream engine/net)
set(may_ui                 engine engine/base engine/usage engine/cost engine/circuit
                           engine/ratelimit engine/stats engine/traffic engine/exports engine/transcript
                           engine/clients)
set(may_app                engine engine/admin engine/base engine/clients engine/config engine/cost
                           engine/http engine/mock engine/history engine/providers engine/sse engine/stats engine/traffic
                           engine/transports engine/usage ui)

set(pure engine/base engine/http engine/eventstream engine/json engine/sse engine/coding
         engine/usage engine/cost engine/circuit engine/ratelimit engine/providers engine/config
         engine/stats engine/traffic engine/transcript engine/clients)
set(impure "QtNetwork|QtWidgets|QObject|Q[A-Za-z]*Timer|QThread|QTcp|QSsl|QNetwork|QFile|QDir|QIODevice|QSettings|QCoreApplication|QEventLoop|QProcess|QRandom|fstream|thread|mutex")

file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/engine/*.h" "${ROOT}/engine/*.cpp"
  "${ROOT}/ui/*.h" "${ROOT}/ui/*.cpp" "${ROOT}/app/*.h" "${ROOT}/app/*.cpp")
foreach(file IN LISTS files)
  if(file MATCHES "^engine/[^/]+$")
    continue() # the top of the engine puts the rooms together, so it may include them all
  endif()
  string(REGEX MATCH "^(engine/[a-z]+|ui|app)" room "${file}")
  if(NOT DEFINED may_${room})
    message(SEND_ERROR "${file}: '${room}' is not a room; add it to the list above")
    continue()
  endif()
  file(STRINGS "${ROOT}/${file}" includes REGEX "^#include")
  foreach(line IN LISTS includes)
    if(line MATCHES "\"(engine/[a-z]+|engine|ui|app)/")
      set(other "${CMAKE_MATCH_1}")
      if(NOT other STREQUAL room AND NOT other IN_LIST may_${room})
        message(SEND_ERROR "${file}: ${room} may not include ${other}")
      endif()
    elseif(room IN_LIST pure AND line MATCHES "<(Qt[A-Za-z]+/)?(${impure})")
      message(SEND_ERROR "${file}: ${room} is pure and may not have: ${line}")
    endif()
  endforeach()
endforeach()
