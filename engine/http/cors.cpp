// SPDX-License-Identifier: MIT
#include "engine/http/cors.h"

#include <QString>

namespace llmproxy::http {

namespace {

constexpr QByteArrayView Fields =
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS, PATCH, HEAD\r\n"
    "Access-Control-Expose-Headers: *, Content-Type, Cache-Control, Retry-After, "
    "X-LLM-Input-Tokens, X-LLM-Output-Tokens, X-LLM-Total-Tokens, X-LLM-Provider, X-LLM-Model, "
    "X-LLM-Thought-Tokens, X-LLM-Cache-Read-Tokens, X-LLM-Cache-Write-Tokens, X-LLM-TTFB-MS, "
    "X-LLM-Request-ID, X-RateLimit-Reason, X-RateLimit-Metric, X-RateLimit-Window, "
    "X-RateLimit-Scope, X-RateLimit-Limit, X-RateLimit-Remaining, RateLimit, RateLimit-Policy, "
    "X-Llm-Proxy-Error-Class, "
    "X-Llm-Proxy-Error-Source\r\n";

constexpr QByteArrayView AllowedFields =
    "Access-Control-Allow-Headers: Content-Type, Authorization, Accept, Cache-Control, x-api-key, "
    "anthropic-version, x-goog-api-key, X-LLM-Proxy-Test-Mode, X-LLM-Proxy-Timeout-Ms, "
    "X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256\r\n";

} // namespace

QByteArrayView corsFields()
{
    static const QByteArray all = Fields.toByteArray() + AllowedFields.toByteArray();
    return all;
}

bool isPreflight(const RequestHead &head)
{
    return head.method() == "OPTIONS";
}

QByteArray preflightFields(const RequestHead &head)
{
    QByteArray fields = Fields.toByteArray();
    const auto wanted = head.find("Access-Control-Request-Headers");
    if (!wanted || wanted->isEmpty())
        return fields + AllowedFields.toByteArray();
    fields += "Access-Control-Allow-Headers: ";
    fields.append(wanted->data(), wanted->size());
    return fields + "\r\nVary: Access-Control-Request-Headers\r\n";
}

} // namespace llmproxy::http
