// SPDX-License-Identifier: MIT
#include "app/connect_command.h"

#include "app/client_urls.h"
#include "app/plain_text.h"
#include "app/user_file.h"
#include "engine/clients/marked_block.h"
#include "engine/clients/tool.h"

#include <QDir>

#include <functional>

namespace llmproxy::app {

namespace {

using Change = ConnectQuery::Change;
using Edited = Result<QByteArray, QString>;

/// How one client is told, and its file.
struct Client
{
    QString path; ///< empty: there is no file that could tell it
    QByteArray settings;
    std::function<Edited(const QByteArray &)> connect;
    std::function<Edited(const QByteArray &content, const QByteArray &before)> disconnect;
};

Client toolClient(const clients::Tool &tool, const QString &baseUrl)
{
    QString folder = tool.folderVariable.isEmpty()
                         ? QString()
                         : qEnvironmentVariable(tool.folderVariable.toByteArray().constData());
    if (folder.isEmpty())
        folder = QDir::home().filePath(QString::fromLatin1(tool.folder));
    return {
        .path = QDir(folder).filePath(QString::fromLatin1(tool.file)),
        .settings = tool.settings(baseUrl),
        .connect = [&tool, baseUrl](const QByteArray &text) { return tool.connect(text, baseUrl); },
        .disconnect = tool.disconnect};
}

Client shellClient(const QList<clients::Variable> &variables, const QByteArray &block)
{
    const QString shell = qEnvironmentVariable("SHELL");
    const QByteArray lines = clients::exports(variables, clients::shellOf(shell));
    return {.path = QDir::home().filePath(clients::startFile(shell)),
            .settings = lines,
            .connect = [=](const QByteArray &text) -> Edited {
                return clients::withBlock(text, block, lines);
            },
            .disconnect = [=](const QByteArray &text, const QByteArray &) -> Edited {
                return clients::withoutBlock(text, block);
            }};
}

Client routeClient(const ClientUrl &url)
{
    const QByteArray variable = url.vendor->variable.toLatin1();
    if (!variable.isEmpty())
        return shellClient({{variable, url.baseUrl}}, url.route.toUtf8());
    const QString python = url.vendor->python;
    return {.path = {},
            .settings = QByteArray(url.vendor->withoutVariable) + "\n\n"
                        + QString(python).replace(QStringLiteral("%1"), url.baseUrl).toUtf8()
                        + '\n',
            .connect = {},
            .disconnect = {}};
}

QString known(const ClientUrls &urls)
{
    QStringList names;
    for (const ClientUrl &url : urls.routes)
        names += url.route;
    for (const clients::Tool &tool : clients::tools())
        names += QString::fromLatin1(tool.name);
    return names.join(QStringLiteral(", "));
}

void warnIfDisabled(const ClientUrl &url)
{
    if (!url.isEnabled)
        complain(QStringLiteral("note: the configuration has providers.%1.enabled: false, so the "
                                "proxy answers 404 there")
                     .arg(url.route));
}

Result<Client, QString> clientFor(const QString &name, const ClientUrls &urls)
{
    if (name.isEmpty())
        return shellClient(urls.variables(), "variables");
    const clients::Tool *const tool = clients::findTool(name.toUtf8());
    const ClientUrl *const url = urls.find(tool ? QString::fromLatin1(tool->type) : name);
    if (!url)
        return Failure<QString>(
            QStringLiteral("there is no client %1; there are %2").arg(name, known(urls)));
    warnIfDisabled(*url);
    return tool ? toolClient(*tool, url->baseUrl) : routeClient(*url);
}

int refuse(const QString &path, const QString &reason)
{
    complain(QStringLiteral("%1 was not changed: %2").arg(path, reason));
    return Failed;
}

int write(const Client &client, bool isAgreed)
{
    const auto file = UserFile::read(client.path);
    if (!file)
        return refuse(client.path, file.error());
    const Edited edited = client.connect(file->content);
    if (!edited)
        return refuse(client.path, edited.error());
    if (*edited == file->content) {
        print(client.path.toUtf8() + " says so already.\n");
        return Ended;
    }
    if (!isAgreed && !agrees(client.path, client.settings))
        return refuse(client.path, QStringLiteral("nobody agreed; --yes does not ask"));
    if (const QString problem = file->replaceBy(*edited); !problem.isEmpty())
        return refuse(client.path, problem);
    print(client.path.toUtf8() + " was changed; --undo takes that back.\n");
    return Ended;
}

int undo(const Client &client)
{
    const auto file = UserFile::read(client.path);
    if (!file)
        return refuse(client.path, file.error());
    const Edited connected = client.connect(file->before);
    // Untouched since: exactly what it was.
    const Edited edited = connected && *connected == file->content
                              ? Edited(file->before)
                              : client.disconnect(file->content, file->before);
    if (!edited)
        return refuse(client.path, edited.error());
    if (const QString problem = file->restore(*edited); !problem.isEmpty())
        return refuse(client.path, problem);
    const bool isSame = *edited == file->content;
    print(client.path.toUtf8()
          + (isSame ? " has nothing of llm-proxy.\n" : " is as it was without llm-proxy.\n"));
    return Ended;
}

} // namespace

int connectClient(const Arguments &arguments)
{
    const auto urls = clientUrls(arguments);
    if (!urls)
        return urls.error();
    const auto client = clientFor(arguments.connect.client, *urls);
    if (!client) {
        complain(client.error());
        return Misused;
    }
    const Change change = arguments.connect.change;
    if (change == Change::None) {
        print(client->settings);
        return Ended;
    }
    if (client->path.isEmpty()) {
        complain(QStringLiteral("there is no file that could tell %1; without --write or --undo "
                                "this prints what to do")
                     .arg(arguments.connect.client));
        return Misused;
    }
    return change == Change::Write ? write(*client, arguments.connect.isAgreed) : undo(*client);
}

} // namespace llmproxy::app
