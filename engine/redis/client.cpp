// SPDX-License-Identifier: MIT
#include "engine/redis/client.h"

#include "engine/net/clock.h"
#include "engine/redis/backoff.h"

#include <QRandomGenerator>

#include <utility>

namespace llmproxy::redis {

namespace {

constexpr Duration GreetingTime = std::chrono::seconds(1);
constexpr Duration WheelLateness(10); ///< see net::TimingWheel
constexpr qsizetype MaxErrorBytes = 160;

const auto Timeouts = std::make_shared<const net::UpstreamTimeouts>(net::UpstreamTimeouts{
    .connect = std::chrono::seconds(2), .tlsHandshake = std::chrono::seconds(2)});

// An error may quote the command, so of AUTH's only the first word is kept.
QByteArray errorText(const Reply &reply, bool mayQuoteSecrets)
{
    const qsizetype word = reply.text.indexOf(' ');
    if (mayQuoteSecrets && word > 0)
        return reply.text.first(std::min(word, MaxErrorBytes));
    return reply.text.first(std::min(reply.text.size(), MaxErrorBytes));
}

} // namespace

QByteArray placeOf(const Settings &settings)
{
    return settings.endpoint.host + ':' + QByteArray::number(settings.endpoint.port);
}

Client::Client(net::Loop &loop,
               std::shared_ptr<const Settings> settings,
               std::shared_ptr<Watch> watch,
               Scripts scripts,
               Hooks hooks)
    : m_loop(loop)
    , m_settings(std::move(settings))
    , m_watch(std::move(watch))
    , m_scripts(std::move(scripts))
    , m_hooks(std::move(hooks))
    , m_deadline(net::Deadline::calling<&Client::onDeadline>(*this))
{
    m_watch->joined();
    m_later.post([this] { dial(); }); // not from within: it may fail at once
}

Client::~Client()
{
    if (isUp())
        flush();
    m_watch->left(isUp());
    if (m_connection) {
        m_connection->setListener(nullptr);
        m_connection->abort();
    }
}

void Client::dial()
{
    m_state = State::Dialling;
    m_reader = std::make_unique<ReplyReader>();
    m_connection = std::make_unique<net::UpstreamConnection>(
        m_loop,
        m_resolver,
        std::shared_ptr<const net::Endpoint>(m_settings, &m_settings->endpoint),
        Timeouts);
    m_connection->connect(this);
}

void Client::upstreamReady()
{
    m_state = State::Greeting;
    m_loop.deadlines().set(m_deadline, GreetingTime);
    greet();
    flush();
}

void Client::greet()
{
    const auto say =
        [this](const QByteArrayList &command, bool isMandatory, bool isSecret = false) {
            ask({.call = {},
                 .then =
                     [this, isMandatory, isSecret](const Reply *reply) {
                         if (reply == nullptr || m_state != State::Greeting)
                             return;
                         if (reply->isError() && isMandatory)
                             rest(errorText(*reply, isSecret));
                     }},
                commandOf(command));
        };
    if (!m_settings->user.isEmpty())
        say({"AUTH", m_settings->user, m_settings->password}, true, true);
    else if (!m_settings->password.isEmpty())
        say({"AUTH", m_settings->password}, true, true);
    if (m_settings->db != 0)
        say({"SELECT", QByteArray::number(m_settings->db)}, true);
    say({"CLIENT", "SETNAME", "llm-proxy"}, false);
    for (const Script *const script : m_scripts)
        say({"SCRIPT", "LOAD", script->source()}, true);
    // A replica answers, and so does a server that is out of memory: writing tells.
    ask({.call = {}, .then = [this](const Reply *reply) { greeted(reply); }},
        commandOf({"SET", m_settings->aliveKey, "1", "PX", "60000"}));
}

void Client::greeted(const Reply *reply)
{
    if (reply == nullptr || m_state != State::Greeting)
        return;
    const bool isElsewhere = m_hooks.moved && reply->text.startsWith("MOVED ");
    if (reply->isError() && !isElsewhere) {
        rest(errorText(*reply, false));
        return;
    }
    m_state = State::Up;
    m_upSince = m_loop.now();
    net::Deadlines::cancel(m_deadline);
    m_watch->connected();
}

void Client::run(const QByteArray &tag, const Call &call, Then then)
{
    Q_ASSERT(isUp());
    ask({.call = call, .then = std::move(then), .tag = tag}, byDigest(call));
}

void Client::send(const QByteArray &tag, const QByteArrayList &command, Then then)
{
    Q_ASSERT(isUp());
    ask({.call = {}, .then = std::move(then), .tag = tag}, commandOf(command));
}

void Client::ask(Question question, const QByteArray &bytes)
{
    question.at = m_loop.now();
    m_questions.push_back(std::move(question));
    if (m_questions.size() == 1)
        watchFront();
    if (m_out.isEmpty())
        m_later.post([this] { flush(); });
    m_out += bytes;
}

void Client::flush()
{
    if (m_out.isEmpty() || !m_connection || !m_connection->isOpen())
        return;
    m_connection->write(std::exchange(m_out, {}));
}

void Client::upstreamBytes(const char *data, qsizetype size)
{
    m_reader->feed({data, size});
    while (m_connection) {
        const auto reply = m_reader->next();
        if (!reply) {
            rest(reply.error());
            return;
        }
        if (!*reply)
            return;
        if (m_questions.empty()) {
            rest("an answer that nobody asked for");
            return;
        }
        take(**reply);
    }
}

void Client::take(const Reply &reply)
{
    ++m_answered;
    const Question question = std::move(m_questions.front());
    m_questions.pop_front();
    watchFront();
    if (!reply.isError() || m_state == State::Greeting)
        question.then(&reply);
    else
        takeError(question, reply);
}

void Client::takeError(const Question &question, const Reply &reply)
{
    if (reply.text.startsWith("NOSCRIPT") && question.call.script != nullptr
        && !question.bySource) {
        ask({.call = question.call, .then = question.then, .tag = question.tag, .bySource = true},
            bySource(question.call));
    } else if (m_hooks.moved && reply.text.startsWith("MOVED ")) {
        m_hooks.moved(question.tag, reply.text.sliced(reply.text.lastIndexOf(' ') + 1));
        question.then(nullptr);
    } else if (reply.text.startsWith("ASK ") || reply.text.startsWith("TRYAGAIN")) {
        question.then(nullptr); // its slot is on the way to another node
    } else {
        rest(errorText(reply, false));
        question.then(nullptr);
    }
}

void Client::upstreamEnded(const net::UpstreamEnd &end)
{
    rest(end.text.isEmpty() ? QByteArrayLiteral("no connection") : end.text.toUtf8());
}

// The one that is to be answered next has the earliest end.
void Client::watchFront()
{
    if (!isUp())
        return;
    if (m_questions.empty()) {
        net::Deadlines::cancel(m_deadline);
        return;
    }
    const auto left = std::chrono::duration_cast<Duration>(
        m_questions.front().at + m_settings->budget - WheelLateness - m_loop.now());
    m_loop.deadlines().set(m_deadline, std::max(left, Duration(0)));
}

void Client::onDeadline()
{
    if (m_state == State::Resting)
        dial();
    else if (m_state == State::Up)
        overdue(m_answered, 0);
    else
        rest("no answer to the greeting");
}

// A worker that was held up itself may have the answer in its socket, unread: what comes in this
// turn of the loop and the next counts.
void Client::overdue(quint64 answered, int turns)
{
    if (!isUp() || m_answered != answered)
        return;
    if (turns < 2)
        m_later.post([this, answered, turns] { overdue(answered, turns + 1); });
    else
        rest("no answer within " + QByteArray::number(qint64(m_settings->budget.count())) + " ms");
}

void Client::rest(const QByteArray &why)
{
    if (m_state == State::Resting)
        return;
    const bool wasUp = isUp();
    m_failures = wasUp && m_loop.now() - m_upSince >= WellAfter ? 1 : m_failures + 1;
    m_state = State::Resting;
    m_out.clear();
    if (m_connection) {
        m_connection->setListener(nullptr);
        m_connection->abort();
        m_loop.bury(std::move(m_connection));
    }
    m_loop.deadlines().set(m_deadline,
                           backoff(m_failures, QRandomGenerator::global()->generateDouble()));
    m_watch->lost(wasUp, why, net::wallClock());
    if (m_hooks.lost)
        m_hooks.lost(this);
    for (const Question &question : std::exchange(m_questions, {}))
        question.then(nullptr);
}

} // namespace llmproxy::redis
