// SPDX-License-Identifier: MIT
#pragma once

#include "ui/card.h"
#include "ui/circuit_view.h"

class QPainter;

namespace llmproxy::ui {

struct Shades;

/// One provider: its state, why, since when and until when, and how busy it is. Full on the
/// overview, without curve and figures where it stands above a table. It can be pressed.
class BreakerCard final : public Card
{
    Q_OBJECT

public:
    enum class Shape { Full, Compact };
    static constexpr int CurvePoints = 60;

    explicit BreakerCard(Shape shape, QWidget *parent = nullptr);

    /// `rates`: requests per second, oldest first, evenly spaced; at most CurvePoints.
    void setProvider(const ProviderView &view, const QList<double> &rates);
    const QByteArray &provider() const { return m_view.provider; }

    /// Drawn as chosen, for a card that filters what is below it.
    void setChosen(bool isChosen);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void pressed();
    void exchangeWanted(qint64 id); ///< a pip was pressed: the failure that it stands for

protected:
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QFont nameFont() const;
    QRect inner() const;
    QRect lineAt(int row) const; ///< a line of text below the name
    QRect fuseBox() const;
    const Pip *pipAt(const QPoint &point) const;
    QString tipAt(const QPoint &point) const;
    int lineCount() const;

    void paintFrame(QPainter &painter, const Shades &shades) const;
    void paintHead(QPainter &painter, const Shades &shades) const;
    void paintLines(QPainter &painter, const Shades &shades) const;
    void paintGraphs(QPainter &painter, const Shades &shades) const;
    void paintLine(QPainter &painter, int row, const QColor &color, const QString &text) const;

    Shape m_shape;
    ProviderView m_view;
    QList<double> m_rates;
    bool m_isChosen = false;
    bool m_isDown = false;
};

} // namespace llmproxy::ui
