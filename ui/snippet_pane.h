// SPDX-License-Identifier: MIT
#pragma once

#include "ui/endpoints.h"

#include <QWidget>

class QPlainTextEdit;
class QSettings;

namespace llmproxy::ui {

class SegmentBar;

/// A snippet that talks to a chosen provider in a chosen language, ready to paste.
class SnippetPane final : public QWidget
{
    Q_OBJECT

public:
    explicit SnippetPane(QWidget *parent = nullptr);

    /// Keeps what was chosen if it is still there.
    void setEndpoints(const QList<Endpoint> &endpoints);
    void choose(const QString &title, Language language);

    QString text() const;

    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showText();
    void fitHeight();

    QList<Endpoint> m_endpoints;
    QString m_wanted; ///< the title chosen, also while it is not among the endpoints
    SegmentBar *m_providers;
    SegmentBar *m_languages;
    QPlainTextEdit *m_text;
};

} // namespace llmproxy::ui
