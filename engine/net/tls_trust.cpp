// SPDX-License-Identifier: MIT
#include "engine/net/tls_trust.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace llmproxy::net {

namespace {

using Loaded = Result<void, TrustProblem>;

QList<TrustPath> pathOf(const QHash<QByteArray, QByteArray> &environment, const char *name)
{
    const QByteArray value = environment.value(name);
    if (value.isEmpty())
        return {};
    return {{QString::fromLatin1(name), QFile::decodeName(value)}};
}

Failure<TrustProblem> problem(const TrustPath &source, const QString &reason)
{
    ERR_clear_error();
    return Failure<TrustProblem>(TrustProblem{source.origin, source.path, reason});
}

Loaded loadFile(X509_STORE *store, const TrustPath &source)
{
    QFile file(source.path);
    if (!file.open(QIODevice::ReadOnly))
        return problem(source, QString(u"cannot be read: " % file.errorString()));
    if (file.read(1).isEmpty())
        return problem(source, QStringLiteral("is empty"));
    if (X509_STORE_load_file(store, QFile::encodeName(source.path).constData()) != 1)
        return problem(source, QStringLiteral("holds no usable PEM certificate"));
    return {};
}

/// OpenSSL looks a certificate up in a folder by the hash of its subject; a folder without such
/// names would be searched in vain and without a word.
bool hasHashedNames(const QDir &folder)
{
    static const QRegularExpression hashedName(QStringLiteral("^[0-9a-f]{8}\\.[0-9]+$"));
    const QStringList names = folder.entryList(QDir::Files);
    return std::any_of(names.begin(), names.end(), [](const QString &name) {
        return hashedName.match(name).hasMatch();
    });
}

Loaded loadFolder(X509_STORE *store, const TrustPath &source)
{
    const QDir folder(source.path);
    if (!folder.isReadable())
        return problem(source, QStringLiteral("cannot be read"));
    if (!hasHashedNames(folder))
        return problem(source,
                       QStringLiteral("holds no certificate that OpenSSL can find there; "
                                      "'openssl rehash' prepares a folder"));
    if (X509_STORE_load_path(store, QFile::encodeName(source.path).constData()) != 1)
        return problem(source, QStringLiteral("was refused by OpenSSL"));
    return {};
}

Loaded loadPath(X509_STORE *store, const TrustPath &source)
{
    return QFileInfo(source.path).isDir() ? loadFolder(store, source) : loadFile(store, source);
}

} // namespace

TrustSources trustSources(const QHash<QByteArray, QByteArray> &environment,
                          const QList<TrustPath> &configured)
{
    TrustSources sources;
    sources.systemFile = pathOf(environment, "SSL_CERT_FILE");
    for (const TrustPath &list : pathOf(environment, "SSL_CERT_DIR")) {
        for (const QString &folder : list.path.split(QDir::listSeparator(), Qt::SkipEmptyParts))
            sources.systemFolders.append({list.origin, folder});
    }
    sources.added = configured + pathOf(environment, "REQUESTS_CA_BUNDLE")
                    + pathOf(environment, "NODE_EXTRA_CA_CERTS");
    return sources;
}

QString TrustProblem::message() const
{
    return origin % u": " % path % u": " % reason;
}

Loaded loadTrust(X509_STORE *store, const TrustSources &sources)
{
    QList<TrustPath> paths = sources.systemFolders + sources.systemFile + sources.added;
    const QString systemFile = QFile::decodeName(X509_get_default_cert_file());
    if (sources.systemFile.isEmpty() && QFileInfo::exists(systemFile))
        paths.append({QStringLiteral("OpenSSL"), systemFile});
    if (sources.systemFolders.isEmpty())
        X509_STORE_load_path(store, X509_get_default_cert_dir());

    // Where a machine has a bundle of its own, all variables tend to name it; to read it takes
    // tens of milliseconds.
    QSet<QString> seen;
    for (const TrustPath &source : paths) {
        const QString canonical = QFileInfo(source.path).canonicalFilePath();
        if (!canonical.isEmpty() && seen.contains(canonical))
            continue;
        seen.insert(canonical);
        if (Loaded loaded = loadPath(store, source); !loaded)
            return loaded;
    }
    ERR_clear_error();
    return {};
}

} // namespace llmproxy::net
