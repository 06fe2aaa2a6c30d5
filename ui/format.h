// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArrayView>
#include <QString>

/// Values as people read them: pure, in the default locale's digits and separators.
namespace llmproxy::ui::format {

/// Bytes from the wire as one line of plain text: UTF-8 where it is, and every control or
/// direction-changing character replaced, so that no client can draw or reorder what is shown.
QString plain(QByteArrayView wire);

/// The same of one line of a text; tab stops stay.
QString plainLine(QString line);

QString count(qint64 number);       ///< "4,812"
QString compact(qint64 number);     ///< "812", "12.4k", "3.1M": three digits that count
QString bytes(qint64 number);       ///< "812 B", "3.1 kB", "1.2 MB"; powers of 1000
QString rate(double perSecond);     ///< "0.4", "12.4", "1,204"
QString duration(Duration length);  ///< "1 ms", "0.41 s", "12.3 s", "2 min 05 s", "1 h 07 min"
QString countdown(Duration length); ///< "03:41", "11:37:53"; never below 00:00
QString uptime(Duration length);    ///< "02:14:09", "3 d 02:14:09"
QString timeOfDay(TimePoint at);    ///< local, "14:22:06.51"
QString timeOfDayToTheSecond(TimePoint at); ///< local, "14:22:06"
QString dateAndTime(TimePoint at);          ///< local, "2026-09-01 14:22:06.510"

} // namespace llmproxy::ui::format
