# SPDX-License-Identifier: MIT
"""What the program says of itself; needs no key and no network."""
import time
import unittest

from client import Answer


class HealthTest(unittest.TestCase):
    def test_names_every_enabled_provider(self):
        answer = Answer("GET", "/health")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers.get_content_type(), "application/json")
        health = answer.json()
        self.assertEqual(health["status"], "healthy")
        self.assertLess(abs(health["timestamp"] - time.time()), 5)
        self.assertLessEqual({"openai", "anthropic", "gemini"}, set(health["providers"]))
        for name, provider in health["providers"].items():
            self.assertEqual(provider["provider"], name)
            self.assertEqual(provider["status"], "healthy")
            self.assertTrue(provider["baseURL"].startswith("https://"))

    def test_answers_head_without_a_body(self):
        answer = Answer("HEAD", "/health")
        self.assertEqual((answer.status, answer.body), (200, b""))

    def test_refuses_a_foreign_host(self):
        answer = Answer("GET", "/health", headers={"Host": "attacker.example"})
        self.assertEqual(answer.status, 421)

    def test_answers_an_unknown_path_as_json(self):
        answer = Answer("GET", "/no/such/path")
        self.assertEqual(answer.status, 404)
        self.assertIn("message", answer.json()["error"])

    def test_names_a_provider_that_is_not_enabled(self):
        answer = Answer("POST", "/bedrock/model/any/converse", body={})
        self.assertEqual(answer.status, 404)
        self.assertIn("bedrock", answer.json()["error"]["message"])


if __name__ == "__main__":
    unittest.main()
