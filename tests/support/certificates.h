// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <memory>
#include <openssl/types.h>

namespace llmproxy::test {

/// A certificate and its private key, made at run time.
struct Identity
{
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;

    QByteArray certificatePem() const;
};

/// What a certificate is to say. The default is good, but for no host.
struct CertificateRequest
{
    QByteArray commonName = "Test Leaf";
    QByteArray alternativeNames = {}; ///< as in openssl.cnf: "DNS:a.example,IP:127.0.0.1"
    QByteArray basicConstraints = {}; ///< "CA:TRUE"; empty: the extension is left out
    int validFromHours = -24;         ///< from now
    int validToHours = 24;            ///< from now
    int rsaBits = 0;                  ///< 0: an elliptic curve key (P-256)
    QByteArray digest = "SHA256";
};

/// Signed by `issuer`, or by itself without one. Aborts the test program when OpenSSL will not.
Identity issue(const CertificateRequest &request, const Identity *issuer = nullptr);

/// A root or an intermediate authority.
Identity issueAuthority(const QByteArray &commonName, const Identity *issuer = nullptr);

/// A good leaf for one DNS name.
Identity issueLeaf(const QByteArray &dnsName, const Identity &issuer);

} // namespace llmproxy::test
