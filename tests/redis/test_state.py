# SPDX-License-Identifier: MIT
"""What several instances share: breakers, limits, and one life of a circuit."""
import concurrent.futures
import contextlib
import datetime
import http.client
import tempfile
import threading
import time
import unittest
from pathlib import Path

import history
from rig import Instance, RedisServer, Upstream, cluster_of_two, wait_until

PROBE_LEASE = 30


class SharedStateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="llm-proxy-redis-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.redis = RedisServer(self.folder)
        self.addCleanup(self.redis.kill)
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)
        self.instances: list[Instance] = []

    def start(self, count: int = 3, names: str = "abcdef", extra: str = "", **settings):
        """Instances, once they have reached Redis; a busy machine is no outage to them."""
        made = []
        for name in names[:count]:
            made.append(Instance(self.folder, name,
                                 f'{{address: "127.0.0.1:{self.redis.port}", timeout_ms: 1000{extra}}}',
                                 self.upstream.port, **settings))  # fmt: skip
            self.addCleanup(made[-1].stop)
        for instance in made:
            wait_until(instance.is_shared, f"{instance.name} to reach Redis")
        self.instances += made
        return made

    def keys(self) -> list[str]:
        with self.redis.client() as redis:
            return sorted(redis("KEYS", "*"))

    def open_circuit(self, *instances: Instance) -> None:
        """By a failure that each of them sees; failures are reported behind the answers."""
        self.upstream.broken.add("gpt-4o")
        for instance in instances:
            self.assertFalse(instance.ask().is_refused)
        self.upstream.broken.clear()
        with self.redis.client() as redis:
            wait_until(lambda: redis("GET", "llm:cb:state:openai:gpt-4o") == "open", "the circuit")

    # --- breakers

    def test_failures_seen_by_different_instances_open_one_circuit(self):
        a, b, c = self.start(3, cooldown=600)
        self.upstream.broken.add("gpt-4o")
        for instance in (a, b, c):  # the threshold is three
            self.assertEqual(instance.ask().status, 503)
        asked = self.upstream.requests["gpt-4o"]
        for instance in (a, b, c):
            self.assertTrue(instance.ask().is_refused)
        self.assertEqual(self.upstream.requests["gpt-4o"], asked)
        self.assertEqual(c.ask("another").status, 200)
        told = wait_until(lambda: b.health()["circuit_breaker"]["providers"]["openai"]["state"]
                          == "open" and b.health(), "b to show it")  # fmt: skip
        self.assertEqual(told["circuit_breaker"]["backend"], "redis")
        self.assertEqual(told["circuit_breaker"]["providers"]["openai"]["failures"], 3)

    def test_one_probe_at_a_time_in_all_instances(self):  # RD-02
        instances = self.start(3, cooldown=600)
        self.open_circuit(*instances)
        self.upstream.delay = 0.3
        self.upstream.most_at_once.clear()
        self.redis.clock.advance(601)
        with concurrent.futures.ThreadPoolExecutor(30) as pool:
            answers = list(pool.map(lambda i: instances[i % 3].ask(), range(30)))
        self.assertEqual(self.upstream.most_at_once["gpt-4o"], 1)
        self.assertEqual(sum(not answer.is_refused for answer in answers), 1)
        for instance in instances:
            self.assertEqual(instance.ask().status, 200)

    def test_the_slot_of_an_instance_that_was_killed_is_free_after_its_lease(self):  # RD-02
        a, b = self.start(2, cooldown=600)
        self.open_circuit(a, a, a)
        self.upstream.delay = 5
        self.redis.clock.advance(601)

        def ask_in_vain():
            with contextlib.suppress(OSError, http.client.HTTPException):
                a.ask()

        asking = threading.Thread(target=ask_in_vain, daemon=True)
        asking.start()
        wait_until(lambda: a.said("circuit probe started"), "the probe")
        a.process.kill()
        asking.join()
        self.upstream.delay = 0
        self.assertTrue(b.ask().is_refused)
        self.redis.clock.advance(PROBE_LEASE - 3)
        self.assertTrue(b.ask().is_refused)
        self.redis.clock.advance(4)
        self.assertEqual(b.ask().status, 200)
        wait_until(lambda: b.said("circuit probe lost"), "b to tell of the lost probe")

    def test_a_slot_is_kept_for_as_long_as_the_probe_is_out(self):
        a, b = self.start(2, cooldown=600)
        self.open_circuit(a, a, a)
        self.upstream.delay = 25
        self.redis.clock.advance(601)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            probe = pool.submit(a.ask)
            wait_until(lambda: a.said("circuit probe started"), "the probe")
            # It is renewed every ten seconds of this clock; the server's goes on faster.
            time.sleep(11)
            self.redis.clock.advance(18)
            time.sleep(10)
            self.assertTrue(b.ask().is_refused)  # 39 s after it began
            self.redis.clock.advance(25)
            self.assertTrue(b.ask().is_refused)
            self.assertEqual(probe.result().status, 200)
        self.assertEqual(b.ask().status, 200)

    def test_what_the_instances_saw_is_one_life_of_the_circuit(self):  # RD-01
        instances = self.start(3, cooldown=1)
        requests: list[history.Request] = []
        ends = threading.Event()
        offset = time.time() - time.monotonic()

        def ask_on(instance):
            while not ends.is_set():
                answer = instance.ask()
                requests.append(history.Request(answer.began + offset, answer.ended + offset,
                                                answer.is_refused))  # fmt: skip
                time.sleep(0.005)

        threads = [threading.Thread(target=ask_on, args=(each,)) for each in instances * 2]
        for thread in threads:
            thread.start()
        for _ in range(4):
            time.sleep(1)
            self.upstream.broken.add("gpt-4o")
            time.sleep(2)
            self.upstream.broken.clear()
            time.sleep(1)
        ends.set()
        for thread in threads:
            thread.join()
        time.sleep(0.5)  # the log is written in batches
        steps = [
            history.Step(datetime.datetime.strptime(event["time"], "%Y-%m-%d %H:%M:%S,%f")
                         .timestamp(), event["msg"], instance.name)
            for instance in instances for event in instance.events()
            if event["msg"].startswith("circuit ") and event.get("cb_key") == "openai:gpt-4o"
        ]  # fmt: skip
        opened = sum(step.message == "circuit opened" for step in steps)
        closed = sum(step.message == "circuit closed" for step in steps)
        self.assertGreaterEqual(closed, 4, "it was broken and repaired four times")
        self.assertGreaterEqual(opened, closed)
        self.assertEqual(history.problems(in_causal_order(steps), requests, lag=0.3), [])

    def test_instances_whose_clocks_differ_agree(self):  # RD-05
        a, b = (self.start(1, "a", skew=300, cooldown=600)
                + self.start(1, "b", skew=-300, cooldown=600))  # fmt: skip
        self.upstream.broken.add("gpt-4o")
        a.ask(), b.ask(), a.ask()
        self.assertTrue(b.ask().is_refused)
        self.assertTrue(a.ask().is_refused)
        self.upstream.broken.clear()
        self.redis.clock.advance(601)
        self.assertEqual(b.ask().status, 200)
        self.assertEqual(a.ask().status, 200)

    def test_every_failure_is_counted_once_however_many_report_at_once(self):  # RD-09
        instances = self.start(3, threshold=4096)
        self.upstream.broken.add("gpt-4o")
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            answers = list(pool.map(lambda i: instances[i % 3].ask(), range(900)))
        self.assertTrue(all(answer.status == 503 for answer in answers))

        def counted():
            with self.redis.client() as redis:
                return redis("ZCARD", "llm:cb:failures:openai:gpt-4o")

        wait_until(lambda: counted() == 900, f"900 failures, not {counted()}")

    def test_the_keys_are_those_of_the_predecessor(self):
        (a,) = self.start(1, cooldown=100)
        self.open_circuit(a, a, a)
        with self.redis.client() as redis:
            self.assertEqual(redis("TYPE", "llm:cb:failures:openai:gpt-4o"), "zset")
            self.assertEqual(redis("GET", "llm:cb:state:openai:gpt-4o"), "open")
            self.assertEqual(redis("GET", "llm:cb:halfopen:openai:gpt-4o"), "1")
            self.assertEqual(redis("ZRANGE", "llm:cb:rollup:openai", 0, -1), ["openai:gpt-4o"])
            for name, seconds in {"state": 100, "halfopen": 600, "failures": 200}.items():
                left = redis("PTTL", f"llm:cb:{name}:openai:gpt-4o")
                self.assertTrue((seconds - 20) * 1000 < left <= seconds * 1000, (name, left))

    def test_it_goes_by_what_the_predecessor_wrote(self):
        (a,) = self.start(1)
        now = time.time()
        with self.redis.client() as redis:
            redis("SET", "llm:cb:state:openai:gpt-4o", "open", "EX", 100)
            redis("SET", "llm:cb:halfopen:openai:gpt-4o", "1", "EX", 600)
            redis("SET", "llm:cb:halfopen:openai:o3", "1", "EX", 600)
            redis("SET", "llm:cb:probe:openai:o3", "1", "EX", 30)
            for i in range(2):
                redis("ZADD", "llm:cb:failures:openai:o4", now, f"{now:.9f}:{i}")
        self.assertTrue(a.ask("gpt-4o").is_refused)
        self.assertTrue(a.ask("o3").is_refused)
        self.upstream.broken.add("o4")
        self.assertFalse(a.ask("o4").is_refused)
        self.assertTrue(a.ask("o4").is_refused)

    def test_every_key_has_an_end(self):
        instances = self.start(2, cooldown=600, limits="true", per_minute=1000)
        self.open_circuit(*[instances[0]] * 3)
        self.redis.clock.advance(601)
        self.assertEqual(instances[1].ask().status, 200)
        with self.redis.client() as redis:
            for key in redis("KEYS", "*"):
                self.assertGreater(redis("PTTL", key), 0, key)

    def test_two_installations_on_one_redis_do_not_meet(self):  # RD-10
        a, b = (self.start(1, "a", extra=", namespace: blue")
                + self.start(1, "b", extra=", namespace: green"))  # fmt: skip
        self.upstream.broken.add("gpt-4o")
        for _ in range(3):
            a.ask()
        self.assertTrue(a.ask().is_refused)
        self.assertFalse(b.ask().is_refused)
        self.assertTrue(all(key.startswith(("blue:", "green:")) for key in self.keys()))

    def test_a_cluster_is_one_redis(self):
        first, second = cluster_of_two(self.folder, "{limits}")
        for node in (first, second):
            self.addCleanup(node.kill)
        self.redis.kill()
        self.redis = first
        a, b = self.start(2, extra=", layout: cluster", limits="true", per_minute=1000)
        self.upstream.broken.add("gpt-4o")

        def counted(node):
            with node.client() as redis:
                return redis("KEYS", "llm:*{*")

        # The first request of a worker learns where the limits' keys are.
        wait_until(lambda: a.ask("other").status == 200 and counted(second), "the second node")
        a.ask(), b.ask(), a.ask()
        self.assertTrue(b.ask().is_refused)
        self.assertTrue(all("{openai}" in key for key in counted(first)))
        self.assertTrue(all("{limits}" in key for key in counted(second)))
        wait_until(lambda: a.is_shared() and b.is_shared(), "all nodes to be reached")
        second.kill()
        self.assertEqual(a.ask("other").status, 200)
        self.assertTrue(b.ask().is_refused)

    # --- limits

    def test_instances_share_one_limit(self):
        instances = self.start(3, limits="true", per_minute=30)
        self.hold_minute()
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda i: instances[i % 3].ask(), range(90)))
        self.assertEqual(sorted({answer.status for answer in answers}), [200, 429])
        self.assertEqual(sum(answer.status == 200 for answer in answers), 30)
        denied = next(answer for answer in answers if answer.status == 429)
        self.assertEqual(denied.headers["X-RateLimit-Scope"], "global")
        self.redis.clock.advance(60)
        self.assertEqual(instances[2].ask().status, 200)

    def test_clocks_that_differ_share_one_window(self):  # RD-05
        a, b = (self.start(1, "a", skew=300, limits="true", per_minute=4)
                + self.start(1, "b", skew=-300, limits="true", per_minute=4))  # fmt: skip
        self.hold_minute()
        statuses = [instance.ask().status for instance in (a, b) * 3]
        self.assertEqual(statuses, [200, 200, 200, 200, 429, 429])

    def hold_minute(self) -> None:
        """Puts the server's clock to the first seconds of a minute."""
        with self.redis.client() as redis:
            second = int(redis("TIME")[0]) % 60
        self.redis.clock.advance(61 - second)

    # --- cost

    def test_a_request_costs_one_way_there_and_back(self):
        (a,) = self.start(1, workers=1, limits="true", per_minute=100_000)
        a.ask()
        time.sleep(0.3)
        with self.redis.client() as redis:
            before = redis.calls()
            reads = self.reads_processed(redis)
            for _ in range(100):
                self.assertEqual(a.ask().status, 200)
            time.sleep(0.3)
            after = redis.calls()
            reads = self.reads_processed(redis) - reads
        # Admission and reservation, which arrive together; the settlement needs no answer.
        self.assertEqual(after["evalsha"] - before["evalsha"], 300)
        self.assertLessEqual(reads, 200 + 10)


    @staticmethod
    def reads_processed(redis) -> int:
        """How often the server read from a socket that had something."""
        lines = redis("INFO", "stats").splitlines()
        return int(next(line for line in lines
                        if line.startswith("total_reads_processed")).split(":")[1])  # fmt: skip


def in_causal_order(steps: list[history.Step]) -> list[history.Step]:
    """The log's clock has milliseconds, and lines of one cause may share one: a probe that failed
    comes before the opening that it caused."""
    order = ["circuit failure recorded", "circuit probe started", "circuit probe failed",
             "circuit closed", "circuit opened"]  # fmt: skip
    return sorted(steps, key=lambda step: (step.at, order.index(step.message)))


if __name__ == "__main__":
    unittest.main()
