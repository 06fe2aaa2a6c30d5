# SPDX-License-Identifier: MIT
"""The mock vendor as a child process, and the certificates for its TLS port."""

import http.client
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import Child, accepts, free_port, wait_until
from .subjects import Endpoint


@dataclass(frozen=True)
class Certificates:
    ca_file: Path
    certificate: Path
    key: Path


def make_certificates(folder):
    """A CA of our own and a P-256 certificate of it for localhost and 127.0.0.1."""
    folder = Path(folder)
    extensions = folder / "leaf.ext"
    extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *new_key, "-days", 2, "-subj", "/CN=bench CA",
            "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    openssl("req", *new_key, "-subj", "/CN=localhost", "-keyout", folder / "leaf.key",
            "-out", folder / "leaf.csr")
    openssl("x509", "-req", "-in", folder / "leaf.csr", "-CA", folder / "ca.pem",
            "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", 2, "-extfile", extensions,
            "-out", folder / "leaf.pem")
    return Certificates(folder / "ca.pem", folder / "leaf.pem", folder / "leaf.key")


class Upstream:
    def __init__(self, program, folder, certificates, cpus=None):
        self.plain = Endpoint(free_port())
        self.tls = Endpoint(free_port(), str(certificates.ca_file))
        self._child = Child([program, "--port", self.plain.port, "--tls-port", self.tls.port,
                             "--certificate", certificates.certificate, "--key", certificates.key],
                            Path(folder) / "upstream.log", cpus)
        self.pid = self._child.pid
        self._control = http.client.HTTPConnection("127.0.0.1", self.plain.port, timeout=10)
        wait_until(lambda: accepts(self.tls.port), 5, "the upstream to listen")

    def stats(self):
        return json.loads(self._get("/stats"))

    def release(self):
        """The stream that has been held longest sends one event."""
        self._get("/release")

    def _get(self, target):
        self._control.request("GET", target)
        return self._control.getresponse().read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._control.close()
        self._child.stop()
