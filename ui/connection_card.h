// SPDX-License-Identifier: MIT
#pragma once

#include "ui/card.h"
#include "ui/endpoints.h"

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace llmproxy::ui {

class ListeningLine;
class SnippetPane;

/// What to do first: point an SDK here. A base URL per provider, a snippet per language, and a
/// test request. Once requests were seen it folds to one line.
class ConnectionCard final : public Card
{
    Q_OBJECT

public:
    explicit ConnectionCard(QWidget *parent = nullptr);

    void showSnapshot(const stats::EngineSnapshot &snapshot);

    /// Opens or folds it for as long as the window lives.
    void setUnfolded(bool unfolded);
    bool isUnfolded() const;

    SnippetPane *snippets() const { return m_snippets; }

private:
    QWidget *buildHead();
    QWidget *buildBody();
    void setEndpoints(const QList<Endpoint> &endpoints);
    void addRow(int row, const Endpoint &endpoint);
    void fold(bool folded);

    QList<Endpoint> m_endpoints;
    QLabel *m_headline = nullptr;
    QPushButton *m_foldButton = nullptr;
    QWidget *m_body = nullptr;
    QWidget *m_rows = nullptr;
    QVBoxLayout *m_rowsPlace = nullptr;
    QLabel *m_lanWarning = nullptr;
    SnippetPane *m_snippets;
    ListeningLine *m_listening;
    bool m_sawRequests = false;
    bool m_unfoldedByHand = false;
};

} // namespace llmproxy::ui
