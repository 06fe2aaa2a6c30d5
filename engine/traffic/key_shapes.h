// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::traffic {

/// The text with everything masked in it that has the shape of a credential, wherever it stands:
/// keys of OpenAI, Anthropic (sk-…), Google (AIza…), AWS (AKIA…, ASIA…), Slack (xoxb-…), and JSON
/// Web Tokens. For copies that leave the program; in doubt it hides too much. A key that is cut in
/// two, as by the events of a stream, is not found.
QByteArray maskedKeyShapes(QByteArrayView text);

} // namespace llmproxy::traffic
