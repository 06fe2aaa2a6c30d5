# SPDX-License-Identifier: MIT
import unittest

from client import Answer, key, needs_key

TARGET = "/openai/v1/chat/completions"
REQUEST = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Count from one to ten in words."}],
    "max_tokens": 60,
}


@needs_key("OPENAI_API_KEY")
class OpenAiTest(unittest.TestCase):
    def setUp(self):
        self.headers = {"Authorization": f"Bearer {key('OPENAI_API_KEY')}"}

    def test_answers(self):
        answer = Answer("POST", TARGET, REQUEST, self.headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(answer.json()["choices"][0]["message"]["content"])
        self.assertGreater(answer.json()["usage"]["prompt_tokens"], 0)

    def test_streams(self):
        streaming = REQUEST | {"stream": True, "stream_options": {"include_usage": True}}
        answer = Answer("POST", TARGET, streaming, self.headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers.get_content_type(), "text/event-stream")
        self.assertGreater(len(answer.chunks), 1)
        self.assertGreater(answer.events()[-1]["usage"]["completion_tokens"], 0)
        self.assertTrue(answer.body.rstrip().endswith(b"data: [DONE]"))

    def test_passes_on_what_the_provider_says_of_a_wrong_key(self):
        wrong = {"Authorization": "Bearer sk-wrong"}
        answer = Answer("POST", TARGET, REQUEST, wrong)
        self.assertEqual(answer.status, 401)
        self.assertEqual(answer.json()["error"]["code"], "invalid_api_key")


if __name__ == "__main__":
    unittest.main()
