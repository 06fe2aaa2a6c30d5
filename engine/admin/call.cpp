// SPDX-License-Identifier: MIT
#include "engine/admin/call.h"

#include "engine/net/clock.h"
#include "engine/proxy/caller_check.h"
#include "engine/proxy/router.h"

#include <utility>

namespace llmproxy::admin {

namespace {

using namespace std::chrono_literals;

constexpr QByteArrayView Continue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr qsizetype MaxBodyBytes = qsizetype(1) << 20;
constexpr qsizetype HighMark = qsizetype(256) << 10;
constexpr int PiecesPerTurn = 4; ///< so that exchanges of the same worker go on meanwhile
constexpr Duration WorkTime = 60s;
constexpr Duration LookAgain = 100ms; ///< records come in batches, as often as that
constexpr int MaxWaits = 600;         ///< a minute, for what has an end
constexpr Duration StallTime = 120s;  ///< a client that takes nothing

const proxy::LocalError TooLarge{413, "The body is larger than 1 MiB", "body_too_large"};

// What a page could read of it must not be kept, nor taken for something else.
const QByteArray GuardFields = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";

bool isJson(const http::RequestHead &head)
{
    const QByteArrayView type = head.find("content-type").value_or("");
    const qsizetype parameters = type.indexOf(';');
    return http::equalsIgnoringCase(http::trimmed(parameters < 0 ? type : type.first(parameters)),
                                    "application/json");
}

} // namespace

Call::Call(Office &office, net::ClientConnection &client)
    : m_office(office)
    , m_client(client)
    , m_due(net::Deadline::calling<&Call::onDue>(*this))
    , m_present(std::make_shared<Call *>(this))
{}

Call::~Call() = default;

void Call::head(const http::RequestHead &head, const http::Framing &framing)
{
    const proxy::OriginForm form = proxy::originForm(head.target());
    const QByteArrayView authority = form.authority.value_or(head.find("host").value_or(""));
    m_isHead = head.method() == "HEAD";
    if (!isLetIn(head, authority, form.target))
        return;
    const Found found = find(head.method(), form.target);
    if (const auto *wrong = std::get_if<WrongMethod>(&found)) {
        fail({405, "Ask with another method: see Allow", "method_not_allowed"},
             "Allow: " + wrong->allowed + "\r\n");
        return;
    }
    const auto *const match = std::get_if<Match>(&found);
    if (match == nullptr) {
        fail({404, "There is no such route; /admin/api/v1/openapi.json has all", "not_found"});
        return;
    }
    if (match->route->changesState() && !isOrder(head, framing))
        return;
    m_request = {.action = match->route->action,
                 .argument = match->argument,
                 .query = match->query.toByteArray(),
                 .lastEventId = head.find("last-event-id").value_or("").toByteArray(),
                 .body = {},
                 .at = m_office.loop.now(),
                 .wallAt = net::wallClock()};
    if (m_client.expectsContinue())
        m_client.sendInterim(Continue);
}

// False: the caller was refused.
bool Call::isLetIn(const http::RequestHead &head, QByteArrayView authority, QByteArrayView target)
{
    const auto foreign = proxy::foreignCaller(head,
                                              authority,
                                              {m_office.allowedHosts, m_client.localAddress()},
                                              proxy::SilentSites::OwnOnly);
    if (foreign) {
        fail(*foreign);
        return false;
    }
    if (!target.startsWith("/admin"))
        return true; // numbers alone, for who collects them
    switch (m_office.powers->door.judge(head.find("authorization"), m_office.loop.now())) {
    case Door::Judgement::MayEnter:
        return true;
    case Door::Judgement::Refused:
        fail({401,
              "The admin token is missing or wrong",
              "unauthorized",
              proxy::Source::Proxy,
              true},
             "WWW-Authenticate: Bearer\r\n");
        return false;
    case Door::Judgement::TooMany:
        break;
    }
    fail({429,
          "The admin token was missing or wrong too often",
          "too_many_failures",
          proxy::Source::Proxy,
          true},
         "Retry-After: 1\r\n");
    return false;
}

// What a page can send without asking first is never JSON. False: it was refused.
bool Call::isOrder(const http::RequestHead &head, const http::Framing &framing)
{
    if (!isJson(head)) {
        fail({415, "Say it with Content-Type: application/json", "unsupported_media_type"});
        return false;
    }
    const auto *const sized = std::get_if<http::Sized>(&framing);
    if (sized != nullptr && sized->bytes > MaxBodyBytes) {
        fail(TooLarge);
        return false;
    }
    return true;
}

void Call::bodyPiece(const char *data, qsizetype size)
{
    if (m_state != State::Reading)
        return;
    if (m_request.body.size() + size > MaxBodyBytes)
        fail(TooLarge);
    else
        m_request.body.append(data, size);
}

void Call::bodyEnded(const QByteArray &)
{
    if (m_state != State::Reading)
        return;
    m_state = State::Working;
    Deed deed = act(m_request, *m_office.powers);
    if (auto *const answer = std::get_if<Answer>(&deed)) {
        give(std::move(*answer));
        return;
    }
    m_office.loop.deadlines().set(m_due, WorkTime);
    std::get<Later>(deed)(
        [letters = m_office.letters, present = std::weak_ptr<Call *>(m_present)](Answer answer) {
            // A task has to be copied, which an answer cannot be.
            letters->post([present, shared = std::make_shared<Answer>(std::move(answer))] {
                if (const auto call = present.lock())
                    (*call)->give(std::move(*shared));
            });
        });
}

void Call::give(Answer answer)
{
    if (m_state != State::Working)
        return;
    net::Deadlines::cancel(m_due);
    if (const auto *const error = std::get_if<proxy::LocalError>(&answer)) {
        fail(*error);
    } else if (auto *const streamed = std::get_if<Streamed>(&answer)) {
        begin(std::move(*streamed));
    } else {
        const Reply &whole = std::get<Reply>(answer);
        const QByteArray fields = GuardFields + whole.fields;
        reply(proxy::typedReply(whole.status, whole.type, whole.body, options(fields)), true);
    }
}

void Call::reply(const QByteArray &bytes, bool reusable)
{
    m_state = State::Done;
    net::Deadlines::cancel(m_due);
    m_client.send(bytes);
    m_client.responseEnded(reusable && m_client.requestEnded());
}

void Call::fail(const proxy::LocalError &error, const QByteArray &fields)
{
    const QByteArray all = GuardFields + fields;
    proxy::ReplyOptions chosen = options(all);
    chosen.closes |= error.ends;
    reply(proxy::errorReply(error, chosen), !error.ends);
}

proxy::ReplyOptions Call::options(const QByteArray &fields) const
{
    return {.added = fields,
            .closes = !m_client.requestEnded() || m_client.closesAfterwards(),
            .withoutBody = m_isHead};
}

void Call::begin(Streamed answer)
{
    const bool isOld = m_client.minorVersion() == 0;
    QByteArray head =
        "HTTP/1.1 200 OK\r\nContent-Type: " + answer.type + "\r\n" + GuardFields + answer.fields;
    if (!isOld)
        head += "Transfer-Encoding: chunked\r\n";
    if (isOld || m_client.closesAfterwards())
        head += "Connection: close\r\n";
    head += "\r\n";
    if (m_isHead) {
        reply(head, !isOld);
        return;
    }
    m_state = State::Streaming;
    m_stream = std::move(answer.stream);
    m_stream->onReady(wake());
    m_client.send(head);
    pump();
}

// Sends as much as the client takes, and no more than a little at a time.
void Call::pump()
{
    m_isLooking = false;
    for (int pieces = 0; pieces < PiecesPerTurn; ++pieces) {
        if (m_client.pendingBytes() >= HighMark) {
            m_client.watchDrain(true);
            m_office.loop.deadlines().set(m_due, StallTime);
            return;
        }
        const Stream::Piece piece = m_stream->next(m_office.loop.now());
        sendPiece(piece.bytes);
        const bool isOver = m_stream->isEndless() && m_office.isClosing;
        if (piece.then == Stream::Then::End || isOver) {
            endStream();
            return;
        }
        m_waits = piece.then == Stream::Then::Wait ? m_waits + 1 : 0;
        if (piece.then == Stream::Then::Wait) {
            m_isLooking = true;
            m_office.loop.deadlines().set(m_due, LookAgain);
            return;
        }
    }
    m_isLooking = true;
    m_office.loop.deadlines().set(m_due, Duration(0));
}

// For other threads.
std::function<void()> Call::wake() const
{
    return [letters = m_office.letters, present = std::weak_ptr<Call *>(m_present)] {
        letters->post([present] {
            const auto call = present.lock();
            if (call && (*call)->m_state == State::Streaming && (*call)->m_isLooking)
                (*call)->pump();
        });
    };
}

void Call::sendPiece(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    const bool isOld = m_client.minorVersion() == 0;
    const QByteArray framed =
        isOld ? bytes : QByteArray(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    m_client.send(framed);
}

void Call::endStream()
{
    const bool isOld = m_client.minorVersion() == 0;
    if (!isOld)
        m_client.send("0\r\n\r\n");
    m_state = State::Done;
    net::Deadlines::cancel(m_due);
    m_stream.reset();
    m_client.responseEnded(!isOld);
}

void Call::clientDrained()
{
    if (m_state != State::Streaming)
        return;
    if (m_client.pendingBytes() >= HighMark) {
        m_office.loop.deadlines().set(m_due, StallTime);
        return;
    }
    m_client.watchDrain(false);
    pump();
}

void Call::clientGone()
{
    m_state = State::Done;
    net::Deadlines::cancel(m_due);
    m_stream.reset();
}

void Call::onDue()
{
    if (m_state == State::Working) {
        fail({504, "There was no answer in time", "no_answer"});
        return;
    }
    if (m_isLooking && (m_stream->isEndless() || m_waits <= MaxWaits)) {
        pump();
        return;
    }
    m_state = State::Done;
    m_stream.reset();
    m_client.abortResponse(m_client.minorVersion() == 0);
}

} // namespace llmproxy::admin
