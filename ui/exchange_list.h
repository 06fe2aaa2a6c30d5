// SPDX-License-Identifier: MIT
#pragma once

#include <QTreeView>

class QMenu;

namespace llmproxy::ui {

/// Shows the live list. It follows the newest row until the user scrolls up or selects a row, and
/// again from when the user is back at the end. While it does not follow, rows that leave at the
/// front do not move what is shown.
class ExchangeList final : public QTreeView
{
    Q_OBJECT

public:
    explicit ExchangeList(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;

    bool follows() const { return m_follows; }
    void setFollows(bool follows);
    int unseen() const { return m_unseen; } ///< rows that came while it did not follow

    /// A menu of the columns, to show and hide them; deletes itself when it is closed.
    QMenu *columnMenu();

    /// The selected rows in the list's order.
    QModelIndexList selectedRows() const;

signals:
    void followsChanged(bool follows);
    void unseenChanged(int unseen);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void noticeInserted(int rows);
    void keepPlace(int first, int last);
    void noticeScroll();
    void sizeColumns();

    bool m_follows = true;
    int m_unseen = 0;
};

} // namespace llmproxy::ui
