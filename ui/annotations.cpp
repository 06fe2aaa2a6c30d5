// SPDX-License-Identifier: MIT
#include "ui/annotations.h"

namespace llmproxy::ui {

void Annotations::setMarked(qint64 id, bool isMarked)
{
    if (isMarked == m_marked.contains(id))
        return;
    if (isMarked)
        m_marked.insert(id);
    else
        m_marked.remove(id);
    emit changed(id);
}

void Annotations::setComment(qint64 id, const QString &comment)
{
    if (comment == m_comments.value(id))
        return;
    if (comment.isEmpty())
        m_comments.remove(id);
    else
        m_comments.insert(id, comment);
    emit changed(id);
}

} // namespace llmproxy::ui
