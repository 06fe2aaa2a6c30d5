// SPDX-License-Identifier: MIT
#include "app/run_command.h"

#include "app/client_urls.h"
#include "app/plain_text.h"

#include <QNetworkProxy>
#include <QTcpSocket>
#include <QUrl>

#include <vector>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <unistd.h>
#else
#include <QProcess>
#endif

namespace llmproxy::app {

namespace {

constexpr int NotExecutable = 126; // as shells have it
constexpr int NotFound = 127;

bool answers(const QUrl &root)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(root.host(), quint16(root.port(root.scheme() == u"https" ? 443 : 80)));
    return socket.waitForConnected(2000);
}

void setEnvironment(const ClientUrls &urls)
{
    for (const clients::Variable &variable : urls.variables())
        qputenv(variable.name.constData(), variable.value.toUtf8());
    // An SDK that goes through a proxy would ask that one for a loopback address, in vain.
    for (const char *name : {"NO_PROXY", "no_proxy"}) {
        const QString present = qEnvironmentVariable(name);
        qputenv(name, clients::withoutProxyForLoopback(present).toLocal8Bit());
    }
}

#ifdef Q_OS_UNIX
int become(const QStringList &words)
{
    std::vector<QByteArray> texts(std::size_t(words.size()));
    std::vector<char *> arguments(texts.size() + 1); // a null pointer is last
    for (std::size_t i = 0; i < texts.size(); ++i) {
        texts[i] = words.at(qsizetype(i)).toLocal8Bit();
        arguments[i] = texts[i].data();
    }
    ::execvp(arguments.front(), arguments.data());
    const int error = errno;
    complain(QStringLiteral("%1: %2").arg(words.first(), qt_error_string(error)));
    return error == ENOENT ? NotFound : NotExecutable;
}
#else
int become(const QStringList &words)
{
    const int code = QProcess::execute(words.first(), words.sliced(1));
    if (code == -2)
        complain(QStringLiteral("%1 cannot be started").arg(words.first()));
    return code == -2 ? NotFound : code;
}
#endif

} // namespace

int runCommand(const Arguments &arguments)
{
    const auto urls = clientUrls(arguments);
    if (!urls)
        return urls.error();
    if (!answers(QUrl(urls->root))) {
        complain(QStringLiteral("nothing listens on %1: start llm-proxy first").arg(urls->root));
        return Failed;
    }
    setEnvironment(*urls);
    return become(arguments.commandToRun);
}

} // namespace llmproxy::app
