// SPDX-License-Identifier: MIT
#include "ui/endpoints.h"

#include "engine/clients/base_url.h"
#include "engine/clients/vendors.h"
#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

bool isLoopback(const QByteArray &address)
{
    return address == "::1" || address == "localhost" || address.startsWith("127.");
}

using clients::Vendor;

QString translated(const char *text)
{
    return *text ? QCoreApplication::translate("llmproxy::clients::Vendor", text) : QString();
}

QString textFor(const Vendor &vendor, Language language)
{
    switch (language) {
    case Language::Environment:
        if (vendor.variable.isEmpty())
            return translated(vendor.withoutVariable);
        return u"export "_s + vendor.variable + u"=\"%1\""_s;
    case Language::Python:
        return vendor.python;
    case Language::Node:
        return vendor.node;
    case Language::Go:
        return vendor.go;
    case Language::Curl:
        return vendor.curl;
    }
    return {};
}

} // namespace

QString rootUrl(const QList<stats::Listener> &listeners)
{
    if (listeners.isEmpty())
        return {};
    return clients::rootUrl(listeners.first().address, listeners.first().port);
}

bool visibleToOthers(const QList<stats::Listener> &listeners)
{
    return std::any_of(listeners.begin(), listeners.end(), [](const stats::Listener &listener) {
        return !isLoopback(listener.address);
    });
}

QList<Endpoint> endpoints(const stats::EngineSnapshot &snapshot)
{
    QList<Endpoint> all;
    const QString root = rootUrl(snapshot.listeners);
    if (root.isEmpty())
        return all;
    for (const stats::ProviderStatus &provider : snapshot.providers) {
        const QString name = format::plain(provider.name);
        const QString type = format::plain(provider.type);
        const Vendor *vendor = clients::findVendor(type);
        if (!vendor || !provider.enabled)
            continue;
        all.append({.title = name == type ? vendor->title : name,
                    .type = type,
                    .url = clients::baseUrl(root, name, *vendor),
                    .variable = vendor->variable,
                    .hint = translated(vendor->hint),
                    .isSigned = vendor->isSigned});
    }
    return all;
}

QString Snippets::text(const Endpoint &endpoint, Language language)
{
    const Vendor *vendor = clients::findVendor(endpoint.type);
    return vendor ? textFor(*vendor, language).replace(u"%1"_s, endpoint.url) : QString();
}

QString Snippets::languageName(Language language)
{
    switch (language) {
    case Language::Environment:
        return tr("Env");
    case Language::Python:
        return u"Python"_s;
    case Language::Node:
        return u"Node"_s;
    case Language::Go:
        return u"Go"_s;
    case Language::Curl:
        return u"curl"_s;
    }
    return {};
}

} // namespace llmproxy::ui
