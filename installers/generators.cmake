# SPDX-License-Identifier: MIT
# Read by CPack for each kind of package.
if(NOT CPACK_GENERATOR MATCHES "TGZ|TXZ|ZIP")
  set(CPACK_COMPONENTS_ALL program dashboard)
endif()
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package begins its description with its own
endif()
