// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"
#include "engine/base/time.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace llmproxy::app {

/// One request to the control API.
struct AdminCall
{
    QByteArray method = "GET";
    QByteArray target; ///< behind /admin/api/v1, percent-encoded, the query with it
    std::optional<QJsonObject> body;

    bool operator==(const AdminCall &) const = default;
};

/// What a command comes to; of `test-mode on` and `off` its first step, which asks what is on. The
/// error is wrong usage. Filters are parsed here, so that a mistake is told without a gateway.
Result<AdminCall, UsageError> adminCall(const AdminQuery &query, TimePoint now);

/// `test-mode on` and `off`: the list that is to be in the place of `modes`, as the API told it.
/// The error is that none of it goes with what is on.
Result<AdminCall, UsageError>
testModeCall(const AdminQuery &query, const QJsonArray &modes, TimePoint now);

/// Does the command change the test modes?
bool switchesTestModes(const AdminQuery &query);

} // namespace llmproxy::app
