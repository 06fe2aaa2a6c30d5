# SPDX-License-Identifier: MIT
"""What may be read in Redis, in the log and in the printed configuration: no secret."""
import subprocess
import tempfile
import unittest
from pathlib import Path

import rig
from rig import Instance, RedisServer, Upstream, wait_until

KEY = "sk-canary-key-0123456789"
USER = "canary-user-alice"
PASSWORD = "canary-redis-password"
SECRETS = (rig.CANARY, KEY, USER, PASSWORD, "secret-model-7")


class SecretsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="llm-proxy-redis-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)

    def start(self, server: RedisServer, redis: str) -> Instance:
        self.addCleanup(server.kill)
        redis = redis.replace("}", ", timeout_ms: 1000}")
        instance = Instance(self.folder, "i", redis, self.upstream.port, limits="true",
                            per_minute=100)  # fmt: skip
        self.addCleanup(instance.stop)
        return instance

    def test_redis_holds_counters_and_digests_alone(self):  # SEC-46
        server = RedisServer(self.folder)
        instance = self.start(server, f'{{address: "127.0.0.1:{server.port}"}}')
        wait_until(instance.is_shared, "the instance to reach Redis")
        fields = {"Authorization": f"Bearer {KEY}", "X-User-ID": USER}
        self.assertEqual(instance.ask("secret-model-7", **fields).status, 200)
        self.assertEqual(instance.ask("gpt-4o", **fields).status, 200)
        self.upstream.broken.add("gpt-4o")
        for _ in range(3):
            self.assertEqual(instance.ask("gpt-4o", **fields).status, 503)
        with server.client() as redis:
            keys = redis("KEYS", "*")
            # A model that fails is named, by the predecessor's layout of the breaker's keys.
            self.assertIn("llm:cb:state:openai:gpt-4o", keys)
            self.assertTrue(any(":rl:" in key and ":user:" in key for key in keys))
            held = "\n".join(key + redis("DUMP", key) for key in keys)
        for secret in SECRETS:
            self.assertNotIn(secret, held)

    def test_signs_in_as_a_user_of_an_acl(self):  # SEC-48
        server = RedisServer(self.folder)
        with server.client() as redis:
            # What docs/scaling.md says is needed, and no more.
            redis("ACL", "SETUSER", "gateway", "on", f">{PASSWORD}", "~llm:*", "+@read", "+@write",
                  "+@scripting", "+@connection", "+time")  # fmt: skip
            redis("ACL", "SETUSER", "default", "off")
        instance = self.start(
            server, f'{{url: "redis://gateway:{PASSWORD}@127.0.0.1:{server.port}/3"}}')
        wait_until(instance.is_shared, "the instance to reach Redis")
        self.assertEqual(instance.ask().status, 200)
        self.tells_no_secret(instance)

    def test_a_wrong_password_is_told_without_it(self):
        server = RedisServer(self.folder)
        with server.client() as redis:
            redis("CONFIG", "SET", "requirepass", "another")
        instance = self.start(
            server, f'{{address: "127.0.0.1:{server.port}", password: "{PASSWORD}"}}')
        told = wait_until(lambda: instance.said("redis is away"), "the log to tell")
        self.assertEqual(told[0]["error"], "WRONGPASS")
        self.assertEqual(instance.ask().status, 200)
        self.tells_no_secret(instance)

    def tells_no_secret(self, instance: Instance) -> None:
        printed = subprocess.run(
            [rig.PROGRAM, "--print-config", "--config", self.folder / "i.yml"],
            capture_output=True, text=True, check=True)  # fmt: skip
        self.assertIn("redis", printed.stdout)
        for text in (printed.stdout, printed.stderr, instance.log.read_text(),
                     str(instance.health())):  # fmt: skip
            for secret in SECRETS:
                self.assertNotIn(secret, text)


if __name__ == "__main__":
    unittest.main()
