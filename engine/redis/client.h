// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/mailbox.h"
#include "engine/net/upstream_connection.h"
#include "engine/redis/command.h"
#include "engine/redis/reply.h"
#include "engine/redis/settings.h"
#include "engine/redis/watch.h"

#include <deque>
#include <functional>
#include <memory>

namespace llmproxy::redis {

/// One connection to a Redis server, kept up in the background; it begins on its own.
///
///   Dialling --TCP, TLS--> Greeting --signed in, may write, knows the scripts--> Up
///   any --fault, too slow, an error for an answer--> Resting --backoff()--> Dialling
///
/// What is asked for in one turn of the loop is written at once, and answered in that order. Where
/// Redis does not keep to the budget everything under way ends without an answer, and nothing is
/// asked until it is back: so an outage costs a request the budget at most, and those after it
/// nothing.
/// Lives in: a worker. Owned by: its stores.
class Client final : private net::UpstreamListener
{
public:
    /// Null: there is no answer. Never an error reply.
    using Then = std::function<void(const Reply *)>;
    using Scripts = std::vector<const Script *>; ///< they outlive the client
    /// What the nodes of a cluster have besides; may be empty.
    struct Hooks
    {
        /// Another node, "host:port", has the keys of this tag.
        std::function<void(const QByteArray &tag, const QByteArray &address)> moved;
        std::function<void(const Client *)> lost; ///< it rests; called from within
    };

    Client(net::Loop &loop,
           std::shared_ptr<const Settings> settings,
           std::shared_ptr<Watch> watch,
           Scripts scripts,
           Hooks hooks = {});
    ~Client(); ///< who waits for an answer hears no more
    Q_DISABLE_COPY_MOVE(Client)

    bool isUp() const { return m_state == State::Up; }
    /// Only while it is up. `then` is called once, not from within. `tag`: see Servers.
    void run(const QByteArray &tag, const Call &call, Then then);
    void send(const QByteArray &tag, const QByteArrayList &command, Then then);
    /// Writes what waits for the end of the turn.
    void flush();

    const Settings &settings() const { return *m_settings; }

private:
    enum class State : quint8 { Dialling, Greeting, Up, Resting };

    struct Question
    {
        Call call; ///< without a script: a plain command
        Then then;
        QByteArray tag = {};
        MonotonicTime at = {};
        bool bySource = false;
    };

    void upstreamReady() override;
    void upstreamBytes(const char *data, qsizetype size) override;
    void upstreamDrained() override {}
    void upstreamEnded(const net::UpstreamEnd &end) override;

    void dial();
    void greet();
    void greeted(const Reply *reply);
    void ask(Question question, const QByteArray &bytes);
    void take(const Reply &reply);
    void takeError(const Question &question, const Reply &reply);
    void watchFront();
    void onDeadline();
    void overdue(quint64 answered, int turns);
    void rest(const QByteArray &why);

    net::Loop &m_loop;
    const std::shared_ptr<const Settings> m_settings;
    const std::shared_ptr<Watch> m_watch;
    const Scripts m_scripts;
    const Hooks m_hooks;
    net::Resolver m_resolver;
    net::Mailbox m_later;
    std::unique_ptr<net::UpstreamConnection> m_connection; ///< unless resting
    std::unique_ptr<ReplyReader> m_reader;
    std::deque<Question> m_questions; ///< under way, the one to be answered next in front
    QByteArray m_out;                 ///< not written yet
    net::Deadline m_deadline; ///< Greeting: its end; Up: of the front; Resting: to dial again
    MonotonicTime m_upSince;
    quint64 m_answered = 0;
    int m_failures = 0; ///< in a row
    State m_state = State::Dialling;
};

} // namespace llmproxy::redis
