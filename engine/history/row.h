// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <QString>

#include <memory>
#include <optional>

namespace llmproxy::history {

/// What is to be stored of an exchange.
struct Entry
{
    traffic::ExchangeRecord record;
    std::shared_ptr<const traffic::ExchangeDetail> detail; ///< null: nothing is kept
};

/// An entry as the tables have it.
struct Row
{
    qint64 id = 0;
    qint64 at = 0; ///< ms since 1970
    QString provider;
    QString model;
    QString user;
    int status = 0;
    QByteArray record;               ///< JSON
    QByteArray detail;               ///< JSON without the bodies' bytes; empty: none
    QByteArray request;              ///< body
    QByteArray response;             ///< body
    std::optional<QString> bodyText; ///< what both say, where it is to be searched

    qint64 size() const; ///< bytes on disk, about
    bool hasBodies() const { return !request.isEmpty() || !response.isEmpty(); }
    void dropBodies();
};

/// `textBytes`: as much of what a body says is searched by an index; 0: there is none.
Row rowOf(const Entry &entry, qsizetype textBytes);

/// None: no record, as something else wrote it.
std::optional<traffic::ExchangeRecord> recordOf(const QByteArray &json);
std::shared_ptr<const traffic::ExchangeDetail>
detailOf(const QByteArray &json, const QByteArray &request, const QByteArray &response);

} // namespace llmproxy::history
