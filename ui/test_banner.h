// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QLabel;

namespace llmproxy::ui {

/// Stands above every page while a test mode is on, and cannot be overlooked.
class TestBanner final : public QWidget
{
    Q_OBJECT

public:
    explicit TestBanner(QWidget *parent = nullptr);

    /// Empty: there is nothing to say, and the banner hides.
    void say(const QString &text);

signals:
    void offWanted();
    void pageWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
};

} // namespace llmproxy::ui
