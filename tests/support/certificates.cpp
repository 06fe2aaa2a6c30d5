// SPDX-License-Identifier: MIT
#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace llmproxy::test {

namespace {

void require(bool done)
{
    if (!done)
        qFatal("OpenSSL made no certificate");
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    if (value.isEmpty())
        return;
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData()), X509_EXTENSION_free);
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::shared_ptr<EVP_PKEY> makeKey(int rsaBits)
{
    EVP_PKEY *const key = rsaBits > 0
                              ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t(rsaBits))
                              : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    require(key != nullptr);
    return {key, EVP_PKEY_free};
}

void setSerial(X509 *certificate)
{
    std::uint64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char *>(&serial), sizeof serial) == 1);
    require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1);
}

} // namespace

QByteArray Identity::certificatePem() const
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    require(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
    QByteArray pem(qsizetype(BIO_ctrl_pending(bio.get())), Qt::Uninitialized);
    require(BIO_read(bio.get(), pem.data(), int(pem.size())) == pem.size());
    return pem;
}

Identity issue(const CertificateRequest &request, const Identity *issuer)
{
    Identity made{{X509_new(), X509_free}, makeKey(request.rsaBits)};
    X509 *const certificate = made.certificate.get();
    const Identity &signer = issuer ? *issuer : made;

    require(X509_set_version(certificate, X509_VERSION_3) == 1);
    setSerial(certificate);
    constexpr long secondsPerHour = 3600;
    X509_gmtime_adj(X509_getm_notBefore(certificate), request.validFromHours * secondsPerHour);
    X509_gmtime_adj(X509_getm_notAfter(certificate), request.validToHours * secondsPerHour);
    require(X509_NAME_add_entry_by_txt(
                X509_get_subject_name(certificate),
                "CN",
                MBSTRING_UTF8,
                reinterpret_cast<const unsigned char *>(request.commonName.constData()),
                int(request.commonName.size()),
                -1,
                0)
            == 1);
    require(X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()))
            == 1);
    require(X509_set_pubkey(certificate, made.key.get()) == 1);
    addExtension(
        certificate, signer.certificate.get(), NID_basic_constraints, request.basicConstraints);
    addExtension(
        certificate, signer.certificate.get(), NID_subject_alt_name, request.alternativeNames);
    require(
        X509_sign(certificate, signer.key.get(), EVP_get_digestbyname(request.digest.constData()))
        > 0);
    return made;
}

Identity issueAuthority(const QByteArray &commonName, const Identity *issuer)
{
    CertificateRequest request;
    request.commonName = commonName;
    request.basicConstraints = "critical,CA:TRUE";
    return issue(request, issuer);
}

Identity issueLeaf(const QByteArray &dnsName, const Identity &issuer)
{
    CertificateRequest request;
    request.commonName = dnsName;
    request.alternativeNames = "DNS:" + dnsName;
    return issue(request, &issuer);
}

} // namespace llmproxy::test
