// SPDX-License-Identifier: MIT
#pragma once

#include "ui/page.h"

#include <QList>

class QGridLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace llmproxy::ui {

class BreakerCard;
class ChartCard;
class ConnectionCard;
class CounterTile;
class GlyphMark;
class RateHistories;

/// Does it run, where do I point my SDK, is anyone unwell?
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    /// `rates` outlives the page.
    OverviewPage(const RateHistories &rates,
                 const QStringList &configFiles,
                 QWidget *parent = nullptr);

    QString title() const override;
    Glyph glyph() const override { return Glyph::Overview; }
    void showSnapshot(const stats::EngineSnapshot &snapshot) override;
    void save(QSettings &settings) const override;
    void restore(const QSettings &settings) override;

    ConnectionCard *connectionCard() const { return m_connection; }

private:
    struct Tiles
    {
        CounterTile *requests;
        CounterTile *inFlight;
        CounterTile *clientErrors;
        CounterTile *serverErrors;
        CounterTile *tokens;
        CounterTile *cost;
        CounterTile *bytes;
    };

    QWidget *buildHead(const QStringList &configFiles);
    QWidget *buildTiles();
    QLayout *buildCharts();
    void addCard();
    void showHead(const stats::EngineSnapshot &snapshot);
    void showTotals(const stats::EngineSnapshot &snapshot);
    void showCharts(const QList<stats::TrafficSlot> &recent);
    void showProviders(const stats::EngineSnapshot &snapshot);
    void fillCopyMenu(const stats::EngineSnapshot &snapshot);

    const RateHistories &m_rates;
    GlyphMark *m_stateMark = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_address = nullptr;
    QLabel *m_facts = nullptr;
    QString m_configNames;
    QToolButton *m_copyUrls = nullptr;
    QMenu *m_copyMenu = nullptr;
    QStringList m_copied; ///< the URLs the menu offers now
    ConnectionCard *m_connection;
    Tiles m_tiles{};
    QGridLayout *m_providerGrid = nullptr;
    QList<BreakerCard *> m_cards;
    QList<stats::TrafficSlot> m_recent; ///< that the charts show
    ChartCard *m_answers = nullptr;
    ChartCard *m_firstByte = nullptr;
};

} // namespace llmproxy::ui
