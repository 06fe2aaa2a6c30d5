// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <openssl/types.h>

namespace llmproxy::net {

/// A PEM file of trusted certificates or a folder of them as `openssl rehash` leaves it.
struct TrustPath
{
    QString origin; ///< the setting or variable that names it, for messages
    QString path;

    bool operator==(const TrustPath &) const = default;
};

/// Which certificate authorities are trusted:
///
/// 1. The system's: the file and the folder that OpenSSL was built to look in. SSL_CERT_FILE
///    stands in for that file and SSL_CERT_DIR (a list in PATH's form) for that folder, each for
///    itself, as with every program on OpenSSL.
/// 2. Besides those, all of: the configured files, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS.
///
/// Equal values trust the same, so one TlsContext can serve them.
struct TrustSources
{
    QList<TrustPath> systemFile;    ///< empty: OpenSSL's own
    QList<TrustPath> systemFolders; ///< empty: OpenSSL's own
    QList<TrustPath> added;

    bool operator==(const TrustSources &) const = default;
};

/// The sources that the environment (variables by name; an empty one counts as not set) and the
/// configuration (features.upstream.ca_file, providers.<name>.ca_file) name.
TrustSources trustSources(const QHash<QByteArray, QByteArray> &environment,
                          const QList<TrustPath> &configured);

/// Why the program cannot trust what it was told to; it then refuses to start.
struct TrustProblem
{
    QString origin;
    QString path;
    QString reason;

    /// "<origin>: <path>: <reason>", for people.
    QString message() const;
};

/// Fills `store`. Of the sources that were named each must be readable and hold a certificate;
/// OpenSSL's own file and folder may be missing. Folders are read as they are needed.
Result<void, TrustProblem> loadTrust(X509_STORE *store, const TrustSources &sources);

} // namespace llmproxy::net
