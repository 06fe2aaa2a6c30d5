// SPDX-License-Identifier: MIT
#include "engine/net/tls_wire.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <openssl/bio.h>

namespace llmproxy::net {

namespace {

TlsWire *wireOf(BIO *bio)
{
    return static_cast<TlsWire *>(BIO_get_data(bio));
}

int readWire(BIO *bio, char *data, std::size_t size, std::size_t *taken)
{
    BIO_clear_retry_flags(bio);
    QByteArrayView *const incoming = wireOf(bio)->incoming;
    if (!incoming || incoming->isEmpty()) {
        BIO_set_retry_read(bio);
        return 0;
    }
    *taken = std::min(size, static_cast<std::size_t>(incoming->size()));
    std::memcpy(data, incoming->data(), *taken);
    *incoming = incoming->sliced(static_cast<qsizetype>(*taken));
    return 1;
}

int writeWire(BIO *bio, const char *data, std::size_t size, std::size_t *taken)
{
    BIO_clear_retry_flags(bio);
    QByteArray *const outgoing = wireOf(bio)->outgoing;
    if (!outgoing)
        return 0;
    outgoing->append(data, static_cast<qsizetype>(size));
    *taken = size;
    return 1;
}

long controlWire(BIO *, int command, long, void *)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct FreeMethod
{
    void operator()(BIO_METHOD *method) const { BIO_meth_free(method); }
};

std::unique_ptr<BIO_METHOD, FreeMethod> makeMethod()
{
    std::unique_ptr<BIO_METHOD, FreeMethod> method(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "caller's bytes"));
    if (method) {
        BIO_meth_set_read_ex(method.get(), readWire);
        BIO_meth_set_write_ex(method.get(), writeWire);
        BIO_meth_set_ctrl(method.get(), controlWire);
    }
    return method;
}

} // namespace

BIO *TlsWire::newBio(TlsWire *wire)
{
    static const std::unique_ptr<BIO_METHOD, FreeMethod> method = makeMethod();
    BIO *const bio = BIO_new(method.get());
    if (bio) {
        BIO_set_data(bio, wire);
        BIO_set_init(bio, 1);
    }
    return bio;
}

} // namespace llmproxy::net
