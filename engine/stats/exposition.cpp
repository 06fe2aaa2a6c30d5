// SPDX-License-Identifier: MIT
#include "engine/stats/exposition.h"

#include <QString>

namespace llmproxy::stats {

namespace {

QByteArrayView nameOf(Exposition::Type type)
{
    switch (type) {
    case Exposition::Type::Counter:
        return "counter";
    case Exposition::Type::Gauge:
        return "gauge";
    case Exposition::Type::Histogram:
        break;
    }
    return "histogram";
}

// A label's value is UTF-8, with these three escaped.
QByteArray escaped(const QByteArray &value)
{
    QByteArray text = QString::fromUtf8(value).toUtf8();
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return text;
}

} // namespace

QByteArray decimalSeconds(Duration time)
{
    constexpr double MsPerSecond = 1000;
    return QByteArray::number(double(time.count()) / MsPerSecond, 'g', 15);
}

void Exposition::family(QByteArrayView name, Type type, QByteArrayView help)
{
    m_name = "llm_proxy_" + name.toByteArray();
    m_text += "# HELP " + m_name + ' ' + help.toByteArray() + "\n# TYPE " + m_name + ' '
              + nameOf(type).toByteArray() + '\n';
}

void Exposition::sample(const Labels &labels, const QByteArray &value)
{
    line({}, labels, value);
}

void Exposition::sample(const Labels &labels, const Histogram &histogram)
{
    qint64 count = 0;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        count += histogram.counts[i];
        Labels bucket = labels;
        bucket.append({"le",
                       i < Histogram::Bounds.size() ? decimalSeconds(Histogram::Bounds[i])
                                                    : QByteArray("+Inf")});
        line("_bucket", bucket, QByteArray::number(count));
    }
    line("_sum", labels, decimalSeconds(histogram.sum));
    line("_count", labels, QByteArray::number(count));
}

void Exposition::line(QByteArrayView suffix, const Labels &labels, const QByteArray &value)
{
    m_text += m_name;
    m_text.append(suffix.data(), suffix.size());
    char separator = '{';
    for (const auto &[name, text] : labels) {
        m_text += separator;
        m_text.append(name.data(), name.size());
        m_text += "=\"" + escaped(text) + '"';
        separator = ',';
    }
    if (!labels.isEmpty())
        m_text += '}';
    m_text += ' ' + value + '\n';
}

} // namespace llmproxy::stats
