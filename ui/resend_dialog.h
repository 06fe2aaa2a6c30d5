// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"
#include "ui/resend.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace llmproxy::ui {

/// Asks before a request is sent again: it may cost money. Keys come from the environment, or are
/// asked for here; they are kept as long as the window and stored nowhere.
class ResendDialog final : public QDialog
{
    Q_OBJECT

public:
    /// What is to be sent again.
    struct Subject
    {
        traffic::ExchangeRecord record;
        exports::Replay replay;
        QByteArray authority; ///< of the proxy; empty: it does not listen
        bool edits = false;   ///< the body may be changed
    };

    /// `secrets` outlives the dialog, and is added to.
    ResendDialog(Subject subject, Secrets *secrets, QWidget *parent = nullptr);

    /// What it would cost, as far as that can be told.
    static QString costPreview(const traffic::ExchangeRecord &record);

signals:
    /// Send these bytes there.
    void wanted(const QByteArray &authority, const QByteArray &request);

private:
    void ask();
    void send();
    void look();
    Secrets secretsNow() const;

    Subject m_subject;
    Secrets *m_secrets;
    QHash<QByteArray, QLineEdit *> m_asked; ///< by variable
    QPlainTextEdit *m_body;
    QLabel *m_hint;
    QPushButton *m_send;
};

} // namespace llmproxy::ui
