// SPDX-License-Identifier: MIT
#pragma once

#include "ui/page.h"

#include <QList>

class QGridLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace llmproxy::ui {

class ConnectionCard;
class CounterTile;
class GlyphMark;
class LineChart;
class ProviderCard;
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
        CounterTile *succeeded;
        CounterTile *clientErrors;
        CounterTile *serverErrors;
        CounterTile *streamed;
        CounterTile *bytes;
    };

    QWidget *buildHead(const QStringList &configFiles);
    QWidget *buildTiles();
    QWidget *buildChart();
    void showHead(const stats::EngineSnapshot &snapshot);
    void showTotals(const stats::Totals &totals);
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
    QList<ProviderCard *> m_providerCards;
    LineChart *m_chart = nullptr;
    QLabel *m_chartNow = nullptr;
};

} // namespace llmproxy::ui
