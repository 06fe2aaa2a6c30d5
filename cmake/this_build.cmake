# SPDX-License-Identifier: MIT
# cmake -D TEMPLATE=<file> -D OUTPUT=<file> -D COMMIT_FILE=<file> -D VERSION=… -D COMPILER=…
#       -P this_build.cmake
# Fills in the template with the commit and the time, which is SOURCE_DATE_EPOCH where it is set.
file(STRINGS "${COMMIT_FILE}" COMMIT LIMIT_COUNT 1)
string(TIMESTAMP TIME "%Y-%m-%dT%H:%M:%SZ" UTC)
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
