// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QCoreApplication>
#include <QList>
#include <QString>

/// Where SDKs are pointed to, built from the address that is really bound. Pure.
namespace llmproxy::ui {

/// The address as it is typed into an SDK on this machine: "http://127.0.0.1:9002". A listener on
/// all addresses is reached by the loopback one. Empty without a listener.
QString rootUrl(const QList<stats::Listener> &listeners);

/// Whether other machines can connect: some listener is not on a loopback address.
bool visibleToOthers(const QList<stats::Listener> &listeners);

/// How to reach one provider through the proxy.
struct Endpoint
{
    QString title;         ///< "OpenAI"; the route's name for a provider of the configuration
    QString type;          ///< of its vendor, engine/clients/vendors.h
    QString url;           ///< the SDK's base URL
    QString variable;      ///< the environment variable its SDKs read; empty if none
    QString hint;          ///< what to know beside the URL, for people; empty if nothing
    bool isSigned = false; ///< see clients::Vendor

    bool operator==(const Endpoint &) const = default;
};

/// One per enabled provider, in the snapshot's order; none while nothing listens.
QList<Endpoint> endpoints(const stats::EngineSnapshot &snapshot);

enum class Language { Environment, Python, Node, Go, Curl };

/// Text to paste, in the language's syntax, that talks to `endpoint`.
struct Snippets
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::Snippets)
public:
    static QString text(const Endpoint &endpoint, Language language);
    static QString languageName(Language language);
};

} // namespace llmproxy::ui
