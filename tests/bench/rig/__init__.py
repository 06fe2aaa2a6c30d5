# SPDX-License-Identifier: MIT
"""What run.py and gates.py measure with: processes, subjects, load, counters."""
