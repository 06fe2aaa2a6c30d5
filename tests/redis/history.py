# SPDX-License-Identifier: MIT
"""Does what several instances saw of one circuit fit into one legal life of it?

A life is: closed, then opened, then any number of probes that failed or said nothing, then a probe
that succeeded and closed it, and so on. Of that the instances log each step once. A request must
fit, too: one that was let through while the circuit was open is a contradiction, and so is one
that was refused while it was closed. Both may lag by as long as an answer of Redis may take.
"""
from dataclasses import dataclass

LEGAL = {
    "closed": {"circuit opened": "open", "circuit failure recorded": "closed"},
    "open": {"circuit probe started": "probing", "circuit failure recorded": "open"},
    "probing": {
        "circuit probe failed": "failed",
        "circuit closed": "closed",
        "circuit probe started": "probing",  # the one before said nothing
        "circuit failure recorded": "probing",
    },
    "failed": {"circuit opened": "open", "circuit failure recorded": "failed"},
}


@dataclass(frozen=True)
class Step:
    """A line of an instance's log about the circuit, at that second of the common clock."""

    at: float
    message: str
    instance: str


@dataclass(frozen=True)
class Request:
    began: float
    ended: float
    refused: bool


def problems(steps: list[Step], requests: list[Request], lag: float) -> list[str]:
    """What contradicts; empty: one life explains it all."""
    found, state, spans = [], "closed", [("closed", 0.0)]
    for step in sorted(steps, key=lambda each: each.at):
        following = LEGAL[state].get(step.message)
        if following is None:
            found.append(f"{step.instance}: {step.message!r} while {state} at {step.at:.3f}")
            continue
        if following != state:
            spans.append((following, step.at))
        state = following
    ends = [began for _, began in spans[1:]] + [float("inf")]
    for (name, began), ended in zip(spans, ends):
        for request in requests:
            inside = began + lag < request.began and request.ended < ended - lag
            if inside and name == "closed" and request.refused:
                found.append(f"refused at {request.began:.3f} while closed")
            if inside and name == "open" and not request.refused:
                found.append(f"let through at {request.began:.3f} while open")
    return found
