# SPDX-License-Identifier: MIT
qt_test(unit mock/tst_answers)
qt_test(unit mock/tst_anthropic)
qt_test(unit mock/tst_bedrock)
qt_test(unit mock/tst_conversation)
qt_test(unit mock/tst_gemini)
qt_test(unit mock/tst_json_text)
qt_test(unit mock/tst_openai)
qt_test(unit mock/tst_openai_responses)
