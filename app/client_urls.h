// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"
#include "app/program.h"
#include "engine/clients/shell.h"
#include "engine/clients/vendors.h"

namespace llmproxy::app {

/// A provider's route, as its vendor's SDKs are told of it.
struct ClientUrl
{
    QString route;                           ///< "openai"
    const clients::Vendor *vendor = nullptr; ///< never null
    QString baseUrl;
    bool isEnabled = true;
};

/// Where the proxy is, as the command line and the configuration say.
struct ClientUrls
{
    QString root;            ///< "http://127.0.0.1:9002"
    QList<ClientUrl> routes; ///< the vendors' own first, in their order

    /// Null: there is no such route.
    const ClientUrl *find(const QString &route) const;
    /// Of the enabled routes; of two for one variable the first.
    QList<clients::Variable> variables() const;
};

/// Errors have gone to standard error. Needs an application object.
Result<ClientUrls, ExitCode> clientUrls(const Arguments &arguments);

} // namespace llmproxy::app
