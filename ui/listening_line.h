// SPDX-License-Identifier: MIT
#pragma once

#include "ui/test_request.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace llmproxy::ui {

class GlyphMark;

/// Says that the gateway waits for requests, and lets the user see it answer one.
class ListeningLine final : public QWidget
{
    Q_OBJECT

public:
    explicit ListeningLine(QWidget *parent = nullptr);

    /// Call at every snapshot: it also moves the sign of life.
    void setState(const QList<stats::Listener> &listeners, qint64 requests);

private:
    void showAnswer(const TestRequest::Answer &answer);

    QList<stats::Listener> m_listeners;
    TestRequest *m_test;
    GlyphMark *m_mark;
    QLabel *m_text;
    QPushButton *m_send;
    GlyphMark *m_resultMark;
    QLabel *m_result;
    int m_step = 0;
};

} // namespace llmproxy::ui
