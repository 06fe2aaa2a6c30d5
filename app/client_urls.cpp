// SPDX-License-Identifier: MIT
#include "app/client_urls.h"

#include "app/configuration.h"
#include "app/plain_text.h"
#include "engine/clients/base_url.h"

#include <algorithm>

namespace llmproxy::app {

namespace {

QList<ClientUrl> routesOf(const config::Config &config, const QString &root)
{
    QList<ClientUrl> routes;
    for (auto each = config.providers.begin(); each != config.providers.end(); ++each) {
        const QString route = QString::fromUtf8(each.key());
        if (const auto *vendor = clients::findVendor(QString::fromUtf8(each->type)))
            routes.append({route, vendor, clients::baseUrl(root, route, *vendor), each->enabled});
    }
    const auto rank = [](const ClientUrl &url) {
        const auto all = clients::vendors();
        const bool isVendors = url.route == url.vendor->type;
        return isVendors ? url.vendor - all.data() : std::ptrdiff_t(all.size());
    };
    std::stable_sort(routes.begin(), routes.end(), [&](const ClientUrl &a, const ClientUrl &b) {
        return rank(a) < rank(b);
    });
    return routes;
}

/// The error is for people.
Result<QString, QString> rootOf(const QString &given, const config::Server &server)
{
    if (given.isEmpty() && server.port == 0)
        return Failure<QString>(
            QStringLiteral("the configuration has the proxy take a free port: say which with "
                           "--port or --url"));
    if (given.isEmpty())
        return clients::rootUrl(server.listen.value(0, "127.0.0.1"), server.port);
    const QString root = clients::normalizedRoot(given);
    if (root.isEmpty())
        return Failure<QString>(
            QStringLiteral("--url takes scheme, host, port and path, not '%1'").arg(given));
    return root;
}

} // namespace

const ClientUrl *ClientUrls::find(const QString &route) const
{
    const auto found = std::find_if(
        routes.begin(), routes.end(), [&](const ClientUrl &each) { return each.route == route; });
    return found == routes.end() ? nullptr : &*found;
}

QList<clients::Variable> ClientUrls::variables() const
{
    QList<clients::Variable> all;
    for (const ClientUrl &url : routes) {
        const QByteArray name = url.vendor->variable.toLatin1();
        const bool isTaken = std::any_of(
            all.begin(), all.end(), [&](const auto &each) { return each.name == name; });
        if (url.isEnabled && !name.isEmpty() && !isTaken)
            all.append({name, url.baseUrl});
    }
    return all;
}

Result<ClientUrls, ExitCode> clientUrls(const Arguments &arguments)
{
    ConfigRequest request = configRequest(arguments);
    request.mayFallBack = false;
    const ConfigOutcome outcome = loadConfig(request);
    if (!outcome.loaded) {
        for (const config::Problem &problem : outcome.problems)
            complain(problem.toString());
        return Failure<ExitCode>(Misused);
    }
    const config::Config &config = outcome.loaded->config;
    const auto root = rootOf(arguments.admin.url, config.server);
    if (!root) {
        complain(root.error());
        return Failure<ExitCode>(Misused);
    }
    ClientUrls urls{.root = *root, .routes = {}};
    urls.routes = routesOf(config, urls.root);
    return urls;
}

} // namespace llmproxy::app
