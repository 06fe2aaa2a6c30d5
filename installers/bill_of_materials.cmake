# SPDX-License-Identifier: MIT
# Writes llm-proxy.spdx.json, a bill of materials in SPDX 2.3: what the program and its window are
# linked with, each with the version that this build found and its licence.
set(bom_packages)
set(bom_relations)

# bom(name version licence supplier relation of): `relation` is how `of` is linked with it.
function(bom name version licence supplier relation of)
  string(REGEX REPLACE "[^A-Za-z0-9.-]" "-" id "${name}")
  if(NOT version)
    set(version NOASSERTION)
  endif()
  string(CONCAT package
    "    {\"name\": \"${name}\", \"SPDXID\": \"SPDXRef-${id}\", \"versionInfo\": \"${version}\", "
    "\"supplier\": \"${supplier}\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, "
    "\"licenseConcluded\": \"${licence}\", \"licenseDeclared\": \"${licence}\", "
    "\"copyrightText\": \"NOASSERTION\"}")
  list(APPEND bom_packages "${package}")
  string(CONCAT related "    {\"spdxElementId\": \"SPDXRef-${of}\", \"relationshipType\": "
    "\"${relation}\", \"relatedSpdxElement\": \"SPDXRef-${id}\"}")
  list(APPEND bom_relations "${related}")
  set(bom_packages "${bom_packages}" PARENT_SCOPE)
  set(bom_relations "${bom_relations}" PARENT_SCOPE)
endfunction()

# The version of a package of the system, where it has dpkg.
find_program(LLMPROXY_DPKG_QUERY dpkg-query)
function(system_version result)
  set(${result} "" PARENT_SCOPE)
  foreach(package IN LISTS ARGN)
    if(NOT LLMPROXY_DPKG_QUERY)
      return()
    endif()
    execute_process(COMMAND ${LLMPROXY_DPKG_QUERY} -W -f "\${Version}\n" ${package}
      OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
      string(REGEX MATCH "^[^\n]+" version "${version}")
      set(${result} "${version}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

set(of llm-proxy)
bom(llm-proxy "${PROJECT_VERSION}" MIT "Organization: The LLM Proxy authors" DESCRIBES DOCUMENT)
bom("Qt Core, Network, Sql" "${Qt6_VERSION}" "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
  "Organization: The Qt Company" DYNAMIC_LINK ${of})
bom(OpenSSL "${OPENSSL_VERSION}" Apache-2.0 "Organization: The OpenSSL Project" DYNAMIC_LINK ${of})
system_version(version libyaml-cpp-dev)
bom(yaml-cpp "${version}" MIT "Person: Jesse Beder" DYNAMIC_LINK ${of})
bom(zlib "${ZLIB_VERSION_STRING}" Zlib "Person: Jean-loup Gailly, Mark Adler" DYNAMIC_LINK ${of})
system_version(version libbrotli-dev)
bom(Brotli "${version}" MIT "Organization: Google" DYNAMIC_LINK ${of})
system_version(version libzstd-dev)
bom(Zstandard "${version}" "BSD-3-Clause OR GPL-2.0-only" "Organization: Meta Platforms"
  DYNAMIC_LINK ${of})
system_version(version libxxhash-dev)
bom(xxHash "${version}" BSD-2-Clause "Person: Yann Collet" DYNAMIC_LINK ${of})
system_version(version libhiredis-dev)
bom(hiredis "${version}" BSD-3-Clause "Organization: Redis" DYNAMIC_LINK ${of})
system_version(version libllhttp-dev node-llhttp)
bom(llhttp "${version}" MIT "Person: Fedor Indutny" STATIC_LINK ${of})
system_version(version libexpected-dev)
bom("tl-expected" "${version}" CC0-1.0 "Person: Sy Brand" STATIC_LINK ${of})
if(TARGET llmproxy_ui)
  set(of llm-proxy-dashboard)
  bom(llm-proxy-dashboard "${PROJECT_VERSION}" "MIT AND GPL-3.0-only"
    "Organization: The LLM Proxy authors" DESCRIBES DOCUMENT)
  bom("Qt Widgets, Gui" "${Qt6_VERSION}" "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
    "Organization: The Qt Company" DYNAMIC_LINK ${of})
  bom("Qt Charts" "${Qt6_VERSION}" GPL-3.0-only "Organization: The Qt Company" DYNAMIC_LINK ${of})
endif()

string(JOIN ",\n" bom_packages ${bom_packages})
string(JOIN ",\n" bom_relations ${bom_relations})
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/llm-proxy.spdx.json" @ONLY CONTENT [[
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "llm-proxy-@PROJECT_VERSION@",
  "documentNamespace": "https://llm-proxy.invalid/spdx/llm-proxy-@PROJECT_VERSION@-@LLMPROXY_RELEASE_DATE@",
  "creationInfo": {
    "created": "@LLMPROXY_RELEASE_DATE@T00:00:00Z",
    "creators": ["Tool: llm-proxy-build"]
  },
  "packages": [
@bom_packages@
  ],
  "relationships": [
@bom_relations@
  ]
}
]])
