// SPDX-License-Identifier: MIT
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QString>

#include <functional>
#include <memory>

namespace llmproxy::app {

/// One window for each port of a user: a second start of the program shows the first one's window
/// instead of failing over the port. Lives in the main thread.
class SingleInstance final
{
public:
    /// `folder` has the lock and the socket; it is the user's own.
    SingleInstance(const QString &folder, quint16 port);

    /// Whether there is a first one and it answered that it shows its window. Waits for it for at
    /// most a second; one that hangs or has died is no first one.
    bool showsTheFirst();

    /// From now on this is the first one. `show` is called for each that comes later. Without
    /// effect where another one has the lock.
    void become(std::function<void()> show);

    static QString usualFolder();

private:
    void answer();

    QString m_socket;
    QLockFile m_lock; ///< a stale one of a process that died is taken over
    std::unique_ptr<QLocalServer> m_server;
    std::function<void()> m_show;
};

} // namespace llmproxy::app
