// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace llmproxy::app {

/// Calls back when the content of one of some files has changed: written in place, replaced by a
/// rename (as editors do), deleted, or come into being, with its folder if need be. Several
/// changes within 200 ms are one. Lives in the thread that made it, which needs an event loop.
class ConfigWatcher final : public QObject
{
public:
    explicit ConfigWatcher(std::function<void()> changed, QObject *parent = nullptr);

    /// The files from now on, in place of the ones before. What they hold now is not a change.
    void watch(const QStringList &files);

private:
    bool addPaths(); ///< whether it added one
    void addAllPaths();
    void look();

    std::function<void()> m_changed;
    QFileSystemWatcher m_watcher;
    QTimer m_quiet; ///< runs out when nothing has changed for a while
    QStringList m_files;
    QHash<QString, QByteArray> m_contents; ///< digest by file, of those that can be read
};

} // namespace llmproxy::app
