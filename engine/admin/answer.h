// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/proxy/local_reply.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <variant>

namespace llmproxy::admin {

/// An answer that is there as a whole.
struct Reply
{
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json";
    QByteArray fields = {}; ///< further header lines, each with its CRLF
};

/// An answer that comes in pieces, each made when the client has taken what was sent before, so
/// that memory is bounded however long it is. Used in one worker's thread.
class Stream
{
public:
    enum class Then : quint8 {
        More, ///< there is a next piece already
        Wait, ///< look again later
        End,  ///< it was the last one
    };
    struct Piece
    {
        QByteArray bytes; ///< may be empty
        Then then = Then::More;
    };

    Stream() = default;
    virtual ~Stream() = default;
    Q_DISABLE_COPY_MOVE(Stream)

    /// `ready` may be called from any thread: there is something after a Wait.
    virtual void onReady(std::function<void()> ready) { (void)ready; }
    /// Has no end of its own: it is ended when the engine stops.
    virtual bool isEndless() const { return false; }
    /// Takes a millisecond at most, since exchanges wait for it.
    virtual Piece next(MonotonicTime now) = 0;
};

struct Streamed
{
    std::unique_ptr<Stream> stream;
    QByteArray type;
    QByteArray fields = {}; ///< as in Reply
};

using Answer = std::variant<Reply, proxy::LocalError, Streamed>;

/// Begins what takes time. `done` is to be called once, from any thread.
using Later = std::function<void(std::function<void(Answer)> done)>;

using Deed = std::variant<Answer, Later>;

} // namespace llmproxy::admin
