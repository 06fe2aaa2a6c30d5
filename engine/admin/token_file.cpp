// SPDX-License-Identifier: MIT
#include "engine/admin/token_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace llmproxy::admin {

namespace {

bool isToken(QByteArrayView text)
{
    return text.size() == TokenBytes && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

QByteArray newToken()
{
    std::array<quint32, TokenBytes / 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

Result<QByteArray, QString> tokenOf(const QByteArray &content, const QString &path)
{
    const QByteArray token = content.endsWith('\n') ? content.chopped(1) : content;
    if (!isToken(token))
        return Failure<QString>(path + QStringLiteral(" holds no token; delete it for a new one"));
    return token;
}

#ifdef Q_OS_UNIX

/// Closes it.
class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {}
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)

    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }

private:
    int m_number;
};

QString reason(const QString &path)
{
    return path + QStringLiteral(": ") + QString::fromLocal8Bit(std::strerror(errno));
}

// Nullopt: there is no such file.
std::optional<Result<QByteArray, QString>> readIfThere(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const Descriptor file(::open(name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.isOpen()) {
        if (errno == ENOENT)
            return std::nullopt;
        if (errno == ELOOP)
            return Failure<QString>(path + QStringLiteral(" is a link, which is not followed"));
        return Failure<QString>(reason(path));
    }
    struct stat facts
    {};
    if (::fstat(file.number(), &facts) != 0)
        return Failure<QString>(reason(path));
    if (!S_ISREG(facts.st_mode) || facts.st_uid != ::geteuid())
        return Failure<QString>(path + QStringLiteral(" is no file of this user's"));
    if ((facts.st_mode & 077) != 0)
        return Failure<QString>(path
                                + QStringLiteral(" is open to others; delete it for a new one"));
    std::array<char, TokenBytes + 2> content{}; // with a newline, and one more, which is wrong
    const auto got = ::read(file.number(), content.data(), content.size());
    if (got < 0)
        return Failure<QString>(reason(path));
    return tokenOf(QByteArray(content.data(), got), path);
}

Result<void, QString> makePrivateFolder(const QString &folder)
{
    const QByteArray name = QFile::encodeName(folder);
    if (!QDir().mkpath(QFileInfo(folder).path()))
        return Failure<QString>(folder + QStringLiteral(" cannot be made"));
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return Failure<QString>(reason(folder));
    struct stat facts
    {};
    if (::lstat(name.constData(), &facts) != 0)
        return Failure<QString>(reason(folder));
    if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid())
        return Failure<QString>(folder + QStringLiteral(" is no folder of this user's"));
    if ((facts.st_mode & 077) != 0 && ::chmod(name.constData(), 0700) != 0)
        return Failure<QString>(reason(folder));
    return {};
}

// A name of its own first, so that nobody ever reads a half-written token.
Result<void, QString> writeNew(const QString &path, const QByteArray &content)
{
    const QByteArray name = QFile::encodeName(path);
    const QByteArray draft = name + '.' + QByteArray::number(::getpid());
    ::unlink(draft.constData());
    {
        const Descriptor file(
            ::open(draft.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file.isOpen() || ::fchmod(file.number(), 0600) != 0
            || ::write(file.number(), content.constData(), std::size_t(content.size()))
                   != content.size())
            return Failure<QString>(reason(path));
    }
    const bool isThere = ::link(draft.constData(), name.constData()) == 0 || errno == EEXIST;
    const QString problem = isThere ? QString() : reason(path);
    ::unlink(draft.constData());
    if (!isThere)
        return Failure<QString>(problem);
    return {};
}

#else

std::optional<Result<QByteArray, QString>> readIfThere(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    if (!file.open(QIODevice::ReadOnly))
        return Failure<QString>(path + QStringLiteral(": ") + file.errorString());
    return tokenOf(file.read(TokenBytes + 2), path);
}

Result<void, QString> makePrivateFolder(const QString &folder)
{
    if (!QDir().mkpath(folder))
        return Failure<QString>(folder + QStringLiteral(" cannot be made"));
    return {};
}

Result<void, QString> writeNew(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(content) != content.size())
        return Failure<QString>(path + QStringLiteral(": ") + file.errorString());
    return {};
}

#endif

} // namespace

QString tokenPath()
{
    const QString named = qEnvironmentVariable("XDG_STATE_HOME");
    // The XDG Base Directory Specification: a relative path is to be ignored.
    const QString base =
        QDir::isAbsolutePath(named) ? named : QDir::homePath() + QStringLiteral("/.local/state");
    return base + QStringLiteral("/llm-proxy/admin-token");
}

Result<QByteArray, QString> readToken(const QString &path)
{
    if (auto found = readIfThere(path))
        return *std::move(found);
    return Failure<QString>(path
                            + QStringLiteral(" is not there: llm-proxy makes it at its start"));
}

Result<QByteArray, QString> ensureToken(const QString &path)
{
    if (auto found = readIfThere(path))
        return *std::move(found);
    if (auto made = makePrivateFolder(QFileInfo(path).path()); !made)
        return Failure<QString>(made.error());
    if (auto written = writeNew(path, newToken() + '\n'); !written)
        return Failure<QString>(written.error());
    return readToken(path);
}

} // namespace llmproxy::admin
