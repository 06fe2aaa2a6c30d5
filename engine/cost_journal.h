// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/config.h"
#include "engine/traffic/exchange_record.h"
#include "engine/transports/transport.h"

#include <QTimer>

#include <memory>
#include <vector>

namespace llmproxy {

/// Hands the costs of exchanges to the transports of `features.cost_tracking`: with each batch of
/// records, or with `async` gathered for `flush_interval`, or until `queue_size` of them wait.
///
/// Lives in: the recorder, whose event loop it needs.
class CostJournal final
{
public:
    CostJournal();
    ~CostJournal(); ///< writes what waits, as far as it can at once
    Q_DISABLE_COPY_MOVE(CostJournal)

    /// From now on. The same settings as before: files are opened anew, as after a rotation.
    void follow(const config::CostTracking &settings);

    /// An exchange that is done.
    void add(const traffic::ExchangeRecord &record);
    /// No more comes for now.
    void endBatch();

    QList<stats::TransportStatus> status() const;

private:
    void write();
    void flush();
    bool hasWaiting() const;

    config::CostTracking m_settings;
    std::vector<std::unique_ptr<transports::Transport>> m_transports; ///< empty: off
    QList<cost::Record> m_gathered;
    QTimer m_due; ///< runs while something waits
};

/// The transports that can be made of the settings; if there are none, the fallback file.
std::vector<std::unique_ptr<transports::Transport>>
makeTransports(const config::CostTracking &settings);

} // namespace llmproxy
