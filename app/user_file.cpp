// SPDX-License-Identifier: MIT
#include "app/user_file.h"

#include "app/plain_text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <array>
#include <cstdio>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace llmproxy::app {

namespace {

QString keptPath(const QString &path)
{
    return path + QStringLiteral(".before-llm-proxy");
}

bool isTerminal()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO) != 0;
#else
    return true;
#endif
}

Result<QByteArray, QString> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Failure<QString>(file.errorString());
    const QByteArray content = file.read(UserFile::MaxBytes + 1);
    if (content.size() > UserFile::MaxBytes)
        return Failure<QString>(QStringLiteral("it is larger than 4 MiB"));
    return content;
}

/// What it replaces keeps its permissions; a new file is the user's alone.
QString save(const QString &path, const QByteArray &content)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return QStringLiteral("its folder cannot be made");
    const bool isNew = !QFileInfo::exists(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    if (isNew)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(content);
    return file.commit() ? QString() : file.errorString();
}

} // namespace

Result<UserFile, QString> UserFile::read(const QString &path)
{
    UserFile file{.path = path, .content = {}, .before = {}};
    file.exists = QFileInfo::exists(path);
    if (file.exists) {
        const auto content = contentOf(path);
        if (!content)
            return Failure<QString>(content.error());
        file.content = *content;
    }
    file.before = file.content;
    file.isKept = QFileInfo::exists(keptPath(path));
    if (file.isKept) {
        const auto before = contentOf(keptPath(path));
        if (!before)
            return Failure<QString>(keptPath(path) + QStringLiteral(": ") + before.error());
        file.before = *before;
    }
    return file;
}

QString UserFile::replaceBy(const QByteArray &edited) const
{
    if (!isKept) {
        const QString kept = keptPath(path);
        if (QString problem = save(kept, content); !problem.isEmpty())
            return problem;
        if (exists) // it may hold keys that others must not read
            QFile::setPermissions(kept, QFile::permissions(path));
    }
    return save(path, edited);
}

QString UserFile::restore(const QByteArray &edited) const
{
    const bool wasNothing = isKept && before.isEmpty() && edited.trimmed().isEmpty();
    if (wasNothing && exists && !QFile::remove(path))
        return QStringLiteral("it cannot be removed");
    if (!wasNothing && edited != content) {
        if (QString problem = save(path, edited); !problem.isEmpty())
            return problem;
    }
    if (isKept)
        QFile::remove(keptPath(path));
    return {};
}

bool agrees(const QString &path, const QByteArray &lines)
{
    if (!isTerminal())
        return false;
    print("This goes into " + path.toUtf8() + ", the rest of which stays as it is:\n\n" + lines
          + "\nWrite it? [y/N] ");
    std::array<char, 16> answer{};
    if (!std::fgets(answer.data(), int(answer.size()), stdin))
        return false;
    return answer[0] == 'y' || answer[0] == 'Y';
}

} // namespace llmproxy::app
