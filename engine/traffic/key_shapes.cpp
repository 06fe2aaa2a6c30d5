// SPDX-License-Identifier: MIT
#include "engine/traffic/key_shapes.h"

#include "engine/base/masked_key.h"

#include <algorithm>
#include <array>

namespace llmproxy::traffic {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isAlphanumeric(char c)
{
    return isDigit(c) || isUpper(c) || (c >= 'a' && c <= 'z');
}

bool isKeyCharacter(char c)
{
    return isAlphanumeric(c) || c == '-' || c == '_';
}

bool isUpperOrDigit(char c)
{
    return isUpper(c) || isDigit(c);
}

/// How many characters at the front are accepted.
qsizetype span(QByteArrayView text, bool (*accepts)(char))
{
    return std::find_if_not(text.begin(), text.end(), accepts) - text.begin();
}

// The lengths below are those behind the prefix, and less than those of real keys.

qsizetype secretKey(QByteArrayView rest)
{
    const qsizetype size = span(rest, &isKeyCharacter);
    const QByteArrayView key = rest.first(size);
    // Words joined by hyphens are no key.
    return size >= 16 && std::any_of(key.begin(), key.end(), &isUpperOrDigit) ? size : 0;
}

qsizetype googleKey(QByteArrayView rest)
{
    const qsizetype size = span(rest, &isKeyCharacter);
    return size >= 30 ? size : 0;
}

qsizetype awsKeyId(QByteArrayView rest)
{
    const qsizetype size = span(rest, &isUpperOrDigit);
    return size >= 12 ? size : 0;
}

qsizetype slackToken(QByteArrayView rest)
{
    const qsizetype size = span(rest, &isKeyCharacter);
    return size >= 10 ? size : 0;
}

/// Header, payload and signature, apart by dots; the first two are JSON objects in base64url.
qsizetype jsonWebToken(QByteArrayView rest)
{
    const qsizetype header = span(rest, &isKeyCharacter);
    if (header < 8 || !rest.sliced(header).startsWith(".eyJ"))
        return 0;
    const qsizetype payload = header + 1 + span(rest.sliced(header + 1), &isKeyCharacter);
    if (!rest.sliced(payload).startsWith('.'))
        return payload; // without its signature, it still tells who it is of
    return payload + 1 + span(rest.sliced(payload + 1), &isKeyCharacter);
}

struct Shape
{
    QByteArrayView prefix;
    qsizetype (*rest)(QByteArrayView behindPrefix); ///< its length; 0: it is none
};

constexpr auto Shapes = std::to_array<Shape>({
    {"sk-", &secretKey},
    {"AIza", &googleKey},
    {"AKIA", &awsKeyId},
    {"ASIA", &awsKeyId},
    {"xoxb-", &slackToken},
    {"xoxp-", &slackToken},
    {"xapp-", &slackToken},
    {"eyJ", &jsonWebToken},
});

/// May a key begin at `at`? Not within a word, but behind an escape of JSON such as "\n".
bool isStart(QByteArrayView text, qsizetype at)
{
    return at == 0 || !isAlphanumeric(text[at - 1]) || (at > 1 && text[at - 2] == '\\');
}

qsizetype keyAt(QByteArrayView text, qsizetype at)
{
    if (!isStart(text, at))
        return 0;
    const QByteArrayView here = text.sliced(at);
    for (const Shape &shape : Shapes) {
        if (!here.startsWith(shape.prefix))
            continue;
        const qsizetype rest = shape.rest(here.sliced(shape.prefix.size()));
        return rest > 0 ? shape.prefix.size() + rest : 0;
    }
    return 0;
}

} // namespace

QByteArray maskedKeyShapes(QByteArrayView text)
{
    QByteArray masked;
    qsizetype taken = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != 's' && c != 'A' && c != 'x' && c != 'e')
            continue;
        const qsizetype size = keyAt(text, at);
        if (size == 0)
            continue;
        masked += text.sliced(taken, at - taken);
        masked += maskedKey(text.sliced(at, size));
        taken = at + size;
        at = taken - 1;
    }
    return masked += text.sliced(taken);
}

} // namespace llmproxy::traffic
