// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace llmproxy::ui {

/// What a person noted on exchanges: marks and comments, by id. Kept as long as the window.
class Annotations final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    bool isMarked(qint64 id) const { return m_marked.contains(id); }
    void setMarked(qint64 id, bool isMarked);
    QString comment(qint64 id) const { return m_comments.value(id); }
    void setComment(qint64 id, const QString &comment);

signals:
    void changed(qint64 id);

private:
    QSet<qint64> m_marked;
    QHash<qint64, QString> m_comments;
};

} // namespace llmproxy::ui
