// SPDX-License-Identifier: MIT
#include "engine/net/tls_error.h"

#include <algorithm>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace llmproxy::net {

namespace {

constexpr qsizetype MaxNameLength = 80;

/// A certificate may call itself anything, and this goes to logs, pages and clients: only what
/// names are made of is kept. That leaves no room for a URL either.
QString harmless(QString name)
{
    name.truncate(MaxNameLength);
    std::replace_if(
        name.begin(),
        name.end(),
        [](QChar c) { return !c.isLetterOrNumber() && !QStringLiteral(" .,-_*'()&@").contains(c); },
        QLatin1Char('?'));
    return name;
}

QString quoted(const QString &name)
{
    return u'"' % harmless(name) % u'"';
}

QString entryOf(const X509_NAME *name, int nid)
{
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0)
        return {};
    unsigned char *utf8 = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (size < 0)
        return {};
    QString text = QString::fromUtf8(reinterpret_cast<const char *>(utf8), size);
    OPENSSL_free(utf8);
    return text;
}

QString nameOf(const X509_NAME *name)
{
    const QString commonName = entryOf(name, NID_commonName);
    return quoted(commonName.isEmpty() ? entryOf(name, NID_organizationName) : commonName);
}

QString reason(X509_STORE_CTX *verification, const QByteArray &host)
{
    const int error = X509_STORE_CTX_get_error(verification);
    X509 *const certificate = X509_STORE_CTX_get_current_cert(verification);
    const QString subject = certificate ? nameOf(X509_get_subject_name(certificate)) : QString();
    const QString issuer = certificate ? nameOf(X509_get_issuer_name(certificate)) : QString();
    switch (error) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return QStringLiteral("it is self-signed");
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return u"the authority " % subject % u" that vouches for it is not known here";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return u"its issuer " % issuer % u" is not known here, nor did the server send it";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return u"it is not for " % quoted(QString::fromLatin1(host));
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return u"that of " % subject % u" has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return u"that of " % subject % u" is not valid yet";
    case X509_V_ERR_INVALID_CA:
        return u"its issuer " % subject % u" is no certificate authority";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return u"the key of " % subject % u" is too short";
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return u"the signature of " % subject % u" is too weak";
    default:
        return QString::fromLatin1(X509_verify_cert_error_string(error));
    }
}

TlsError noTls12()
{
    return {TlsFault::NoCommonProtocol,
            QStringLiteral("the server speaks no TLS of version 1.2 or later")};
}

} // namespace

TlsError distrust(X509_STORE_CTX *verification, const QByteArray &host)
{
    return {TlsFault::NotTrusted, u"certificate not trusted: " % reason(verification, host)};
}

TlsError takeQueuedError()
{
    const unsigned long error = ERR_get_error();
    ERR_clear_error();
    const int reason = ERR_GET_REASON(error);
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return noTls12();
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
        return {TlsFault::Malformed, QStringLiteral("the server's answer was not TLS")};
    case SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL:
        return {TlsFault::NoCommonProtocol, QStringLiteral("the server does not speak HTTP/1.1")};
    default:
        break;
    }
    if (reason > SSL_AD_REASON_OFFSET) {
        const int alert = reason - SSL_AD_REASON_OFFSET;
        return {TlsFault::Alert,
                u"the server broke TLS off: "
                    % QString::fromLatin1(SSL_alert_desc_string_long(alert))};
    }
    const char *const text = ERR_reason_error_string(error);
    return {TlsFault::Malformed,
            u"TLS failed: " % QString::fromLatin1(text ? text : "no reason given")};
}

} // namespace llmproxy::net
