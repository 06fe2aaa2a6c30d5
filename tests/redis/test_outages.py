# SPDX-License-Identifier: MIT
"""Redis away, slow, full, read-only, or talking nonsense: requests go on, at most 50 ms late."""
import concurrent.futures
import statistics
import tempfile
import time
import unittest
from pathlib import Path

import faults
from rig import Instance, RedisServer, Upstream, free_port, wait_until

BUDGET_SECONDS = 0.050
BACK_SECONDS = 8  # the longest rest, the greeting, a busy machine


class OutageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="llm-proxy-redis-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.redis = RedisServer(self.folder)
        self.addCleanup(self.redis.kill)
        self.door = faults.Door(self.redis.port)
        self.addCleanup(self.door.stop)
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)

    def start(self, port: int | None = None, waits: bool = True, timeout_ms: int = 50,
              **settings) -> Instance:  # fmt: skip
        settings = {"limits": "true", "per_minute": 100_000} | settings
        instance = Instance(self.folder, f"i{free_port()}",
                            f'{{address: "127.0.0.1:{port or self.door.port}", '
                            f'timeout_ms: {timeout_ms}}}',
                            self.upstream.port, **settings)  # fmt: skip
        self.addCleanup(instance.stop)
        if waits:
            wait_until(instance.is_shared, "the instance to reach Redis")
        # What a request takes while nothing is wrong, on this machine at this time.
        self.usual = max(instance.ask().seconds for _ in range(10))
        return instance

    def goes_on(self, instance: Instance, requests: int = 30) -> list[float]:
        """Requests pass, and none takes longer than it may. Their times."""
        times = []
        most = BUDGET_SECONDS + max(0.1, 3 * self.usual)
        for _ in range(requests):
            answer = instance.ask()
            self.assertEqual(answer.status, 200, answer.body)
            self.assertLess(answer.seconds, most)
            times.append(answer.seconds)
        return times

    def falls_back(self, instance: Instance) -> None:
        wait_until(lambda: not instance.is_shared(), "the fall-back to be told")
        health = instance.health()
        self.assertEqual(health["status"], "healthy")
        self.assertEqual(health["circuit_breaker"]["backend"], "memory")
        self.assertTrue(health["circuit_breaker"]["redis_fallback"])
        self.assertTrue(health["rate_limiting"]["redis_fallback"])

    def comes_back(self, instance: Instance) -> None:
        wait_until(instance.is_shared, "Redis to be used again", BACK_SECONDS)
        self.goes_on(instance, 10)
        self.assertTrue(instance.is_shared())

    def test_is_not_needed_to_start(self):
        instance = self.start(free_port(), waits=False)
        self.goes_on(instance)
        self.falls_back(instance)
        wait_until(lambda: len(instance.said("redis is away")) == 1, "one line in the log")
        time.sleep(2)
        self.assertEqual(len(instance.said("redis is away")), 1)

    def test_is_found_when_it_comes_later(self):
        self.redis.kill()
        instance = self.start(waits=False)
        self.goes_on(instance)
        self.redis.start()
        self.comes_back(instance)

    def test_is_killed_and_started_again_empty(self):  # RD-03, RD-07
        instance = self.start(cooldown=600)
        self.upstream.broken.add("o3")
        for _ in range(3):
            instance.ask("o3")
        self.assertTrue(instance.ask("o3").is_refused)
        self.redis.kill()
        self.goes_on(instance)
        self.falls_back(instance)
        for _ in range(3):  # known to nobody any more: counted anew, here
            self.assertFalse(instance.ask("o3").is_refused)
        self.assertTrue(instance.ask("o3").is_refused)
        self.redis.start()
        self.comes_back(instance)
        self.assertFalse(instance.ask("o3").is_refused)
        self.upstream.broken.clear()
        self.assertEqual(instance.ask("o3").status, 200)
        wait_until(lambda: instance.said("redis is connected")[1:], "the log to tell that it is back")
        self.assertEqual(len(instance.said("redis is away")), 1)

    def test_is_emptied_while_it_runs(self):  # RD-03
        instance = self.start(cooldown=600, timeout_ms=1000)
        self.upstream.broken.add("o3")
        for _ in range(3):
            instance.ask("o3")
        self.assertTrue(instance.ask("o3").is_refused)
        with self.redis.client() as redis:
            redis("FLUSHALL")
        self.assertFalse(instance.ask("o3").is_refused)
        self.goes_on(instance)
        self.assertEqual(instance.said("redis is away"), [])

    def test_stands_still_and_goes_on(self):  # RD-04
        instances = [self.start(self.redis.port) for _ in range(3)]
        for instance in instances:
            self.goes_on(instance, 10)
        self.redis.stand_still()
        for instance in instances:
            times = self.goes_on(instance, 60)
            self.falls_back(instance)
            # Each worker pays the budget once, the requests after it nothing.
            self.assertLess(statistics.median(times), max(0.04, 2 * self.usual), times)
        time.sleep(3)
        self.redis.go_on()
        for instance in instances:
            self.comes_back(instance)
        with self.redis.client() as redis:
            clients = redis("CLIENT", "LIST").count("name=llm-proxy")
        self.assertLessEqual(clients, 6)  # three instances of two workers

    def test_sleeps(self):
        instance = self.start(self.redis.port)
        with self.redis.client(10) as redis, concurrent.futures.ThreadPoolExecutor(1) as pool:
            asleep = pool.submit(redis, "DEBUG", "SLEEP", "3")
            time.sleep(0.2)
            self.goes_on(instance, 20)
            self.falls_back(instance)
            asleep.result()
        self.comes_back(instance)

    def test_forgets_its_scripts(self):  # RD-06
        instance = self.start(timeout_ms=1000)
        with self.redis.client() as redis:
            redis("SCRIPT", "FLUSH")
            self.goes_on(instance, 5)
            self.assertTrue(instance.is_shared())
            self.assertEqual(instance.said("redis is away"), [])
            self.assertIn("eval", redis.calls())

    def test_becomes_a_replica_that_may_not_be_written(self):
        instance = self.start()
        with self.redis.client() as redis:
            redis("REPLICAOF", "127.0.0.1", str(free_port()))
            self.goes_on(instance, 20)
            self.falls_back(instance)
            redis("REPLICAOF", "NO", "ONE")
        self.comes_back(instance)

    def test_is_out_of_memory(self):
        instance = self.start()
        with self.redis.client() as redis:
            redis("CONFIG", "SET", "maxmemory-policy", "noeviction")
            redis("CONFIG", "SET", "maxmemory", "1")
            self.goes_on(instance, 20)
            self.falls_back(instance)
            redis("CONFIG", "SET", "maxmemory", "0")
        self.comes_back(instance)

    def test_talks_nonsense(self):
        cases = {
            "no RESP": faults.nonsense,
            "a text without end": faults.endless,
            "an array without end": faults.huge_array,
            "answers of another shape": faults.wrong_shape,
            "an error": faults.error("ERR something broke"),
            "loading": faults.error("LOADING Redis is loading the dataset in memory"),
            "busy": faults.error("BUSY Redis is busy running a script"),
            "moved": faults.error("MOVED 3999 127.0.0.1:6381"),
            "five seconds late": faults.slow,
        }
        instance = self.start()
        for name, fault in cases.items():
            with self.subTest(name):
                self.door.fault = fault
                self.goes_on(instance, 10)
                self.door.fault = None
                self.comes_back(instance)

    def test_holds_values_of_wrong_types_and_sizes(self):  # RD-08, SEC-47
        instance = self.start(timeout_ms=1000)  # a busy machine is no outage
        names = [f"llm:cb:{part}:openai:gpt-4o"
                 for part in ("failures", "state", "halfopen", "probe", "forced", "closed")]  # fmt: skip
        names += [f"llm:cb:{part}:openai" for part in ("rollup", "rollup_open", "models")]
        with self.redis.client() as redis:
            minute, day = int(redis("TIME")[0]) // 60, int(redis("TIME")[0]) // 86400
            windows = [f"llm:rl:{{limits}}:min:{minute + i}:global" for i in range(2)]
            windows += [f"llm:rl:{{limits}}:day:{day}:global"]
            for kind, fill in {
                "a list": lambda name: redis("RPUSH", name, "x"),
                "a set": lambda name: redis("SADD", name, "x"),
                "a text": lambda name: redis("SET", name, "nan"),
                "ten megabytes": lambda name: redis("SET", name, b"x" * 10_000_000),
            }.items():
                with self.subTest(kind):
                    for name in names + windows:
                        redis("DEL", name)
                        fill(name)
                    self.upstream.broken.add("gpt-4o")
                    asked = instance.ask()  # whatever it says, it does not hang or break
                    self.assertIn(asked.status, (200, 503))
                    self.upstream.broken.clear()
                    for name in names[1:3]:
                        redis("DEL", name)
                    self.goes_on(instance, 10)
            for count in ("-5", "1e400", "NaN", "9" * 400, "two", ""):
                with self.subTest(count):
                    for name in windows:
                        redis("DEL", name)
                        redis("HSET", name, "req", count, "tok", count)
                    answer = instance.ask()
                    self.assertIn(answer.status, (200, 429))  # a number beyond the limit is one
        self.assertTrue(instance.is_shared())
        self.assertEqual(instance.said("redis is away"), [])

    def test_an_open_state_without_an_end_does_not_stay_for_ever(self):  # RD-03
        instance = self.start(cooldown=2, timeout_ms=1000)
        with self.redis.client() as redis:
            redis("SET", "llm:cb:state:openai:gpt-4o", "open")
        self.assertTrue(instance.ask().is_refused)
        self.redis.clock.advance(3)
        self.assertEqual(instance.ask().status, 200)

    def test_the_local_limit_holds_while_redis_is_away(self):  # LP-11
        instance = self.start(per_minute=20)
        with self.redis.client() as redis:
            second = int(redis("TIME")[0]) % 60
        self.redis.clock.advance(61 - second)
        for _ in range(5):
            self.assertEqual(instance.ask().status, 200)
        self.redis.kill()
        statuses = [instance.ask().status for _ in range(30)]
        # It goes on from what it knew: no more than the limit in all, and nothing denied before.
        self.assertEqual(statuses, [200] * 15 + [429] * 15)

    def test_many_requests_at_once_meet_the_outage(self):
        instance = self.start(self.redis.port)
        self.redis.stand_still()
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(lambda _: instance.ask(), range(200)))
        self.redis.go_on()
        self.assertEqual({answer.status for answer in answers}, {200})
        self.comes_back(instance)


if __name__ == "__main__":
    unittest.main()
