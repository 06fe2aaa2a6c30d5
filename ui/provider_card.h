// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/card.h"

#include <QList>

class QPainter;

namespace llmproxy::ui {

struct Shades;

/// One provider: its name, where its requests go, its counters and its rate over the last minutes.
class ProviderCard final : public Card
{
    Q_OBJECT

public:
    explicit ProviderCard(QWidget *parent = nullptr);

    /// `rates`: requests per second, oldest first, evenly spaced; up to two minutes of them.
    void setProvider(const stats::ProviderStatus &provider, const QList<double> &rates);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont nameFont() const;
    QString stateText() const;
    void paintCounters(QPainter &painter, const QRect &line, const Shades &shades) const;
    void paintRates(QPainter &painter, const QRectF &box, const Shades &shades) const;

    stats::ProviderStatus m_provider;
    QList<double> m_rates;
};

} // namespace llmproxy::ui
