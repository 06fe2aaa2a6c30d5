# SPDX-License-Identifier: MIT
import unittest

from client import Answer, key, needs_key

MODEL = "/gemini/v1beta/models/gemini-2.5-flash"
REQUEST = {"contents": [{"parts": [{"text": "Count from one to ten in words."}]}]}


@needs_key("GEMINI_API_KEY")
class GeminiTest(unittest.TestCase):
    def test_answers_a_key_in_the_query(self):
        answer = Answer("POST", f"{MODEL}:generateContent?key={key('GEMINI_API_KEY')}", REQUEST)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue(answer.json()["candidates"][0]["content"]["parts"][0]["text"])
        self.assertGreater(answer.json()["usageMetadata"]["promptTokenCount"], 0)

    def test_streams_to_a_key_in_the_header(self):
        headers = {"x-goog-api-key": key("GEMINI_API_KEY")}
        answer = Answer("POST", f"{MODEL}:streamGenerateContent?alt=sse", REQUEST, headers)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers.get_content_type(), "text/event-stream")
        self.assertTrue(answer.events()[-1]["candidates"][0]["finishReason"])

    def test_passes_on_what_the_provider_says_of_a_wrong_key(self):
        answer = Answer("POST", f"{MODEL}:generateContent?key=wrong", REQUEST)
        self.assertEqual(answer.status, 400)
        self.assertEqual(answer.json()["error"]["status"], "INVALID_ARGUMENT")


if __name__ == "__main__":
    unittest.main()
