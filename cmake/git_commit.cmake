# SPDX-License-Identifier: MIT
# cmake -D SOURCE=<folder> -D OUTPUT=<file> -P git_commit.cmake
# Writes the commit that SOURCE is at, "-dirty" behind it if tracked files were changed, or
# "unknown" outside a repository of its own. Leaves OUTPUT alone if it says so already.
set(commit "unknown")
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS "${SOURCE}/.git") # else a tarball inside another project's repository
  execute_process(
    COMMAND "${GIT_EXECUTABLE}" describe --always --exclude=* --abbrev=12 --dirty
    WORKING_DIRECTORY "${SOURCE}"
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed)
    set(commit "${described}")
  endif()
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT "${commit}\n" @ONLY) # writes only what differs
