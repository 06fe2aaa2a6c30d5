// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace llmproxy::admin {

/// resources/openapi.json as it was when the program was built: OpenAPI 3.1, every route of
/// allRoutes() and what it answers.
QByteArrayView openApiDocument();

} // namespace llmproxy::admin
