// SPDX-License-Identifier: MIT
#include "engine/history/private_files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace llmproxy::history {

namespace {

Failure<QString> failure(const QString &path, const QString &why)
{
    return Failure<QString>(path + QStringLiteral(": ") + why);
}

} // namespace

#ifdef Q_OS_UNIX

namespace {

constexpr mode_t FileMode = S_IRUSR | S_IWUSR;
constexpr mode_t FolderMode = FileMode | S_IXUSR;

Failure<QString> systemFailure(const QString &path)
{
    const int error = errno;
    return failure(path,
                   error == ELOOP ? QStringLiteral("is a symbolic link") : qt_error_string(error));
}

// A descriptor of the file, which is made if it is not there.
Result<int, QString> openPrivate(const QString &path)
{
    const int descriptor = ::open(
        QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FileMode);
    if (descriptor < 0)
        return systemFailure(path);
    struct stat facts
    {};
    const bool isOurs =
        ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_uid == ::geteuid();
    if (isOurs && ::fchmod(descriptor, FileMode) == 0)
        return descriptor;
    ::close(descriptor);
    return failure(path, QStringLiteral("is no file of this user"));
}

} // namespace

Result<void, QString> makePrivateFolder(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().mkpath(QFileInfo(path).path()))
        return failure(path, QStringLiteral("its folder cannot be made"));
    if (::mkdir(name.constData(), FolderMode) != 0 && errno != EEXIST)
        return systemFailure(path);
    struct stat facts
    {};
    if (::stat(name.constData(), &facts) != 0)
        return systemFailure(path);
    if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid())
        return failure(path, QStringLiteral("is no folder of this user"));
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0 && ::chmod(name.constData(), FolderMode) != 0)
        return systemFailure(path);
    return {};
}

Result<void, QString> makePrivateFile(const QString &path)
{
    const auto descriptor = openPrivate(path);
    if (!descriptor)
        return Failure<QString>(descriptor.error());
    ::close(*descriptor);
    return {};
}

Result<void, QString> FolderLock::take(const QString &path)
{
    if (isHeld())
        return {};
    const auto descriptor = openPrivate(path);
    if (!descriptor)
        return Failure<QString>(descriptor.error());
    if (::flock(*descriptor, LOCK_EX | LOCK_NB) != 0) {
        QByteArray holder(32, '\0');
        holder.resize(qMax<qsizetype>(::read(*descriptor, holder.data(), 31), 0));
        ::close(*descriptor);
        return failure(path,
                       QStringLiteral("process %1 keeps a history here")
                           .arg(QString::fromLatin1(holder.trimmed())));
    }
    const QByteArray self = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(*descriptor, 0) != 0
        || ::pwrite(*descriptor, self.constData(), size_t(self.size()), 0) < 0) {
        // It says less to others then; the lock holds all the same.
    }
    m_descriptor = *descriptor;
    return {};
}

FolderLock::~FolderLock()
{
    if (isHeld())
        ::close(m_descriptor);
}

#else

// Elsewhere the user's data folder is private by itself, and SQLite keeps two writers apart.

Result<void, QString> makePrivateFolder(const QString &path)
{
    return QDir().mkpath(path) ? Result<void, QString>()
                               : failure(path, QStringLiteral("cannot be made"));
}

Result<void, QString> makePrivateFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) ? Result<void, QString>()
                                           : failure(path, file.errorString());
}

Result<void, QString> FolderLock::take(const QString &)
{
    m_descriptor = 0;
    return {};
}

FolderLock::~FolderLock() = default;

#endif

} // namespace llmproxy::history
