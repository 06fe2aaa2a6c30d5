// SPDX-License-Identifier: MIT
#include "app/config_watcher.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <chrono>
#include <utility>

namespace llmproxy::app {

namespace {

constexpr std::chrono::milliseconds Quiet{200};

QHash<QString, QByteArray> digests(const QStringList &files)
{
    QHash<QString, QByteArray> result;
    for (const QString &path : files) {
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha256);
        if (file.open(QIODevice::ReadOnly) && hash.addData(&file))
            result.insert(path, hash.result());
    }
    return result;
}

// The folder of a file, or what there is of the way to it: where its coming can be seen.
QString nearestFolder(const QString &file)
{
    QString folder = QFileInfo(file).absolutePath();
    while (!QFileInfo(folder).isDir() && folder != QFileInfo(folder).absolutePath())
        folder = QFileInfo(folder).absolutePath();
    return folder;
}

} // namespace

ConfigWatcher::ConfigWatcher(std::function<void()> changed, QObject *parent)
    : QObject(parent)
    , m_changed(std::move(changed))
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(Quiet);
    connect(&m_quiet, &QTimer::timeout, this, &ConfigWatcher::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, [this] { m_quiet.start(); });
    // A folder may change all the time for reasons of its own: that must not put off the look.
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (!m_quiet.isActive())
            m_quiet.start();
    });
}

void ConfigWatcher::watch(const QStringList &files)
{
    const QStringList before = m_watcher.files() + m_watcher.directories();
    if (!before.isEmpty())
        m_watcher.removePaths(before);
    m_files = files;
    addAllPaths();
    m_contents = digests(m_files);
}

// A file that was replaced by a rename is no longer watched: the watch was on the old one.
bool ConfigWatcher::addPaths()
{
    QStringList wanted;
    for (const QString &file : std::as_const(m_files)) {
        if (QFileInfo::exists(file))
            wanted.append(file);
        wanted.append(nearestFolder(file));
    }
    wanted.removeDuplicates();
    const QStringList present = m_watcher.files() + m_watcher.directories();
    QStringList missing;
    for (const QString &path : std::as_const(wanted)) {
        if (!present.contains(path))
            missing.append(path);
    }
    return !missing.isEmpty() && m_watcher.addPaths(missing).size() < missing.size();
}

// Until nothing is left to add: between the look for a folder and the watch on the one above it,
// it may have come.
void ConfigWatcher::addAllPaths()
{
    while (addPaths()) {
    }
}

void ConfigWatcher::look()
{
    addAllPaths(); // before reading: what changes from now on is seen
    const QHash<QString, QByteArray> now = digests(m_files);
    if (now == m_contents)
        return;
    m_contents = now;
    m_changed();
}

} // namespace llmproxy::app
