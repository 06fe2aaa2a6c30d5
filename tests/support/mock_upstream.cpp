// SPDX-License-Identifier: MIT
// The mock provider as a program, for tests that need an upstream in a process of its own.
#include "engine/mock/mock_server.h"
#include "tests/support/sigv4.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

#include <cstdio>
#include <memory>

using namespace llmproxy;
using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

/// Writes each request as one line of JSON. Used in the server's thread.
class RequestLog
{
public:
    explicit RequestLog(const QString &path)
        : m_file(path)
    {}

    bool open()
    {
        return m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered);
    }

    void write(const Request &request)
    {
        QJsonArray headers;
        for (const auto &[name, value] : request.headers)
            headers.append(QJsonArray{QString::fromLatin1(name), QString::fromLatin1(value)});
        const QJsonObject line{
            {u"method"_s, QString::fromLatin1(request.method)},
            {u"target"_s, QString::fromLatin1(request.target)},
            {u"headers"_s, headers},
            {u"body"_s, QString::fromLatin1(request.body.toBase64())},
        };
        m_file.write(QJsonDocument(line).toJson(QJsonDocument::Compact).append('\n'));
    }

private:
    QFile m_file;
};

Answer refused(const sigv4::Refusal &refusal)
{
    const QJsonObject body{{u"message"_s, QString::fromUtf8(refusal.message)}};
    return {403,
            Duration(0),
            {{"content-type", "application/json"}, {"x-amzn-errortype", refusal.type}},
            {{QJsonDocument(body).toJson(QJsonDocument::Compact), Duration(0)}},
            false};
}

std::optional<sigv4::Refusal> verified(const Request &request,
                                       const sigv4::Credentials &credentials)
{
    const qsizetype mark = request.target.indexOf('?');
    const sigv4::Arrived arrived{
        request.method,
        mark < 0 ? request.target : request.target.first(mark),
        mark < 0 ? QByteArray() : request.target.sliced(mark + 1),
        request.headers,
        request.body,
    };
    return sigv4::verify(arrived, credentials, request.at);
}

int complain(const QString &text)
{
    std::fprintf(stderr, "mock_upstream: %s\n", qPrintable(text));
    return 2;
}

std::optional<QSslConfiguration> tlsFrom(const QString &certPath, const QString &keyPath)
{
    QFile keyFile(keyPath);
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(certPath);
    if (chain.isEmpty() || !keyFile.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray pem = keyFile.readAll();
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Ec);
    if (key.isNull())
        return std::nullopt;
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

/// What the command line asks for.
struct Options
{
    Settings settings;
    Endpoint endpoint;
    std::unique_ptr<RequestLog> log;
    std::optional<sigv4::Credentials> credentials;
};

const QString Port = u"port"_s;
const QString Latency = u"latency-ms"_s;
const QString Rate = u"tokens-per-second"_s;
const QString Verify = u"verify-sigv4"_s;
const QString Log = u"log"_s;
const QString TlsCert = u"tls-cert"_s;
const QString TlsKey = u"tls-key"_s;

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"The mock provider on a port of 127.0.0.1."_s);
    parser.addHelpOption();
    parser.addOptions({
        {Port, u"Port to listen on; 0 takes a free one."_s, u"N"_s, u"0"_s},
        {Latency, u"Wait before each answer."_s, u"N"_s, u"0"_s},
        {Rate, u"Pace of streams; 0 sends all at once."_s, u"N"_s, u"0"_s},
        {Verify, u"Check the signature of Bedrock requests."_s, u"ACCESS:SECRET"_s},
        {Log, u"Append each request as a line of JSON."_s, u"FILE"_s},
        {TlsCert, u"Speak TLS with this certificate chain (PEM)."_s, u"FILE"_s},
        {TlsKey, u"Its private key (PEM)."_s, u"FILE"_s},
    });
}

/// Empty if all is well, else what is wrong.
QString read(const QCommandLineParser &parser, Options &options)
{
    options.settings = {Duration(parser.value(Latency).toInt()), parser.value(Rate).toInt(), 1};
    options.endpoint.port = parser.value(Port).toUShort();
    if (parser.isSet(TlsCert)) {
        options.endpoint.tls = tlsFrom(parser.value(TlsCert), parser.value(TlsKey));
        if (!options.endpoint.tls)
            return u"the certificate or its key cannot be read"_s;
    }
    if (parser.isSet(Verify)) {
        const QByteArray pair = parser.value(Verify).toUtf8();
        const qsizetype colon = pair.indexOf(':');
        if (colon <= 0)
            return u"--verify-sigv4 takes ACCESS:SECRET"_s;
        options.credentials = {pair.first(colon), pair.sliced(colon + 1)};
    }
    if (parser.isSet(Log)) {
        options.log = std::make_unique<RequestLog>(parser.value(Log));
        if (!options.log->open())
            return u"the log cannot be written"_s;
    }
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    describe(parser);
    parser.process(app);
    Options options;
    const QString wrong = read(parser, options);
    if (!wrong.isEmpty())
        return complain(wrong);

    const auto respond = [&options](const Request &request, const Settings &settings) {
        if (options.log)
            options.log->write(request);
        if (options.credentials && request.target.startsWith("/model/")) {
            if (const auto refusal = verified(request, *options.credentials))
                return refused(*refusal);
        }
        return answer(request, settings);
    };
    const MockServer server(options.settings, respond, options.endpoint);
    if (server.port() == 0)
        return complain(server.errorString());
    std::printf("listening on %d\n", int(server.port()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
