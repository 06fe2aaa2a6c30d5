# SPDX-License-Identifier: MIT
import unittest

from client import Answer, key, needs_key

TARGET = "/anthropic/v1/messages"
REQUEST = {
    "model": "claude-haiku-4-5",
    "max_tokens": 60,
    "messages": [{"role": "user", "content": "Count from one to ten in words."}],
}


@needs_key("ANTHROPIC_API_KEY")
class AnthropicTest(unittest.TestCase):
    def setUp(self):
        self.headers = {"x-api-key": key("ANTHROPIC_API_KEY"), "anthropic-version": "2023-06-01"}

    def test_answers(self):
        answer = Answer("POST", TARGET, REQUEST, self.headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(answer.json()["content"][0]["text"])
        self.assertGreater(answer.json()["usage"]["input_tokens"], 0)

    def test_streams(self):
        answer = Answer("POST", TARGET, REQUEST | {"stream": True}, self.headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers.get_content_type(), "text/event-stream")
        self.assertGreater(len(answer.chunks), 1)
        kinds = [event["type"] for event in answer.events()]
        self.assertEqual((kinds[0], kinds[-1]), ("message_start", "message_stop"))

    def test_passes_on_what_the_provider_says_of_a_wrong_key(self):
        answer = Answer("POST", TARGET, REQUEST, self.headers | {"x-api-key": "sk-ant-wrong"})
        self.assertEqual(answer.status, 401)
        self.assertEqual(answer.json()["error"]["type"], "authentication_error")


if __name__ == "__main__":
    unittest.main()
