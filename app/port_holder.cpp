// SPDX-License-Identifier: MIT
#include "app/port_holder.h"

#include <QDir>
#include <QFile>
#include <QList>
#include <QSet>

#include <array>
#include <unistd.h>

namespace llmproxy::app {

namespace {

// proc(5), /proc/net/tcp: sl, local_address, rem_address, st, tx_queue:rx_queue, tr:tm->when,
// retrnsmt, uid, timeout, inode
constexpr qsizetype LocalAddress = 1;
constexpr qsizetype State = 3;
constexpr qsizetype Inode = 9;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What /proc/<pid>/fd shows of the sockets that listen on `port`: "socket:[12345]".
QSet<QByteArray> listeningSockets(quint16 port, const QString &proc)
{
    constexpr QByteArrayView listening = "0A";
    const QByteArray wanted = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    QSet<QByteArray> sockets;
    for (const char *table : {"/net/tcp", "/net/tcp6"}) {
        for (const QByteArray &line : contentOf(proc + QLatin1String(table)).split('\n')) {
            const QByteArrayList columns = line.simplified().split(' ');
            if (columns.size() > Inode && columns[LocalAddress].endsWith(wanted)
                && columns[State] == listening)
                sockets += "socket:[" + columns[Inode] + ']';
        }
    }
    return sockets;
}

QByteArray linkTarget(const QString &path)
{
    std::array<char, 64> target{};
    const ssize_t size =
        readlink(QFile::encodeName(path).constData(), target.data(), target.size());
    return {target.data(), qMax(size, ssize_t(0))};
}

bool holdsAny(const QDir &descriptors, const QSet<QByteArray> &sockets)
{
    const QStringList names =
        descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    return std::any_of(names.begin(), names.end(), [&](const QString &name) {
        return sockets.contains(linkTarget(descriptors.filePath(name)));
    });
}

} // namespace

std::optional<PortHolder> portHolder(quint16 port, const QString &proc)
{
    const QSet<QByteArray> sockets = listeningSockets(port, proc);
    if (sockets.isEmpty())
        return std::nullopt;
    for (const QString &entry : QDir(proc).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isProcess = false;
        const qint64 pid = entry.toLongLong(&isProcess);
        const QString process = proc + u'/' + entry;
        if (isProcess && holdsAny(QDir(process + QStringLiteral("/fd")), sockets))
            return PortHolder{pid, contentOf(process + QStringLiteral("/comm")).trimmed()};
    }
    return std::nullopt;
}

} // namespace llmproxy::app
