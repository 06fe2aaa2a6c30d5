// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/histogram.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <utility>

namespace llmproxy::stats {

/// The text format of Prometheus, 0.0.4: families one after the other, each with its samples.
class Exposition
{
public:
    using Labels = QList<std::pair<QByteArrayView, QByteArray>>; ///< names are constants of ours
    enum class Type : quint8 { Counter, Gauge, Histogram };

    /// Begins a family; `name` without "llm_proxy_".
    void family(QByteArrayView name, Type type, QByteArrayView help);
    /// Of the family that was begun last.
    void sample(const Labels &labels, const QByteArray &value);
    void sample(const Labels &labels, qint64 value) { sample(labels, QByteArray::number(value)); }
    void sample(const Labels &labels, const Histogram &histogram);

    const QByteArray &text() const { return m_text; }

private:
    void line(QByteArrayView suffix, const Labels &labels, const QByteArray &value);

    QByteArray m_name;
    QByteArray m_text;
};

/// Seconds as a decimal number, "0.25".
QByteArray decimalSeconds(Duration time);

} // namespace llmproxy::stats
