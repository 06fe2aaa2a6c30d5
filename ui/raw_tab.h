// SPDX-License-Identifier: MIT
#pragma once

#include "ui/detail_tab.h"
#include "ui/lines.h"

class QLabel;
class QLineEdit;

namespace llmproxy::ui {

class LinesView;
class Notice;
class SegmentBar;

/// The bodies as they were sent: laid out, as text, or byte by byte; with a search.
class RawTab final : public DetailTab
{
    Q_OBJECT

public:
    /// More of a body is shown only when asked for, bytes.
    static constexpr qsizetype ShownAtOnce = 1'000'000;

    explicit RawTab(QWidget *parent = nullptr);

    QString title() const override { return tr("Raw"); }
    void showReading(const ExchangeReading &reading, bool isOther) override;
    QString text() const;

private:
    enum Form { Pretty, Plain, Hex };

    QWidget *buildTools();
    void refill(bool isOther);
    Lines linesOf(const QByteArray &decoded) const;
    Lines frameLines() const;
    void search(bool isBackward);
    void save();

    const ExchangeReading *m_reading = nullptr; ///< outlives what is shown of it
    SegmentBar *m_side;
    SegmentBar *m_form;
    QLineEdit *m_needle;
    QLabel *m_found;
    Notice *m_gate;
    LinesView *m_view;
    bool m_showsAll = false;
};

} // namespace llmproxy::ui
