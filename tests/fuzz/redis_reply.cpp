// SPDX-License-Identifier: MIT
#include "engine/redis/reply.h"
#include "tests/fuzz/property.h"

using namespace llmproxy;
using redis::Reply;

namespace {

struct Outcome
{
    std::vector<Reply> replies;
    bool failed = false;

    bool operator==(const Outcome &) const = default;
};

Outcome read(const std::vector<QByteArrayView> &pieces)
{
    Outcome outcome;
    redis::ReplyReader reader;
    for (const QByteArrayView piece : pieces) {
        reader.feed(piece);
        while (!outcome.failed) {
            const auto reply = reader.next();
            outcome.failed = !reply;
            if (!reply || !*reply)
                break;
            outcome.replies.push_back(**reply);
        }
    }
    return outcome;
}

// What is told of a reply never depends on trust in it.
void look(const Reply &reply)
{
    fuzz::require(reply.items.size() <= redis::ReplyReader::MaxItems, "arrays are bounded");
    fuzz::require(reply.type == Reply::Type::Array || reply.items.empty(),
                  "only arrays have items");
    for (std::size_t i = 0; i <= reply.items.size(); ++i) {
        reply.number(i);
        reply.textAt(i);
    }
    for (const Reply &item : reply.items)
        look(item);
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    const auto ways = cuts(input);
    const Outcome expected = read(ways.front());
    for (const Reply &reply : expected.replies)
        look(reply);
    for (const auto &pieces : ways)
        require(read(pieces) == expected, "replies are the same however they are cut");
}
