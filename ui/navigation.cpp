// SPDX-License-Identifier: MIT
#include "ui/navigation.h"

#include "ui/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int GlyphRole = Qt::UserRole;
constexpr int BadgeRole = Qt::UserRole + 1;
constexpr int Margin = 14;
constexpr int MarkSide = 18;
constexpr int Gap = 10;

class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + 20};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Shades shades = shadesOf(option.palette);
        const bool isChosen = option.state.testFlag(QStyle::State_Selected);
        const bool isUnderMouse = option.state.testFlag(QStyle::State_MouseOver);
        painter->save();
        if (isChosen || isUnderMouse) {
            QColor tint = shades.fine;
            tint.setAlpha(isChosen ? 34 : 14);
            painter->fillRect(option.rect, tint);
        }
        if (isChosen)
            painter->fillRect(QRect(option.rect.topLeft(), QSize(4, option.rect.height())),
                              shades.fine);
        if (isChosen && option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(shades.fine, 1));
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        paintContents(*painter, option, index, shades);
        painter->restore();
    }

private:
    static void paintContents(QPainter &painter,
                              const QStyleOptionViewItem &option,
                              const QModelIndex &index,
                              const Shades &shades)
    {
        const QRect box = option.rect.adjusted(Margin, 0, -Margin, 0);
        const QRectF mark(box.left(), box.center().y() - MarkSide / 2.0 + 0.5, MarkSide, MarkSide);
        paintGlyph(painter, mark, index.data(GlyphRole).value<Glyph>(), shades.text);
        painter.setFont(option.font);
        painter.setPen(shades.text);
        painter.drawText(box.adjusted(MarkSide + Gap, 0, 0, 0),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         index.data(Qt::DisplayRole).toString());
        painter.setFont(scaled(option.font, 0.9));
        painter.setPen(shades.dim);
        painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter, index.data(BadgeRole).toString());
    }
};

} // namespace

Navigation::Navigation(QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(u"navigation"_s);
    setAccessibleName(tr("Pages"));
    setItemDelegate(new EntryDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    viewport()->setBackgroundRole(QPalette::Window);
    viewport()->setAttribute(Qt::WA_Hover);
}

void Navigation::addPage(const QString &title, Glyph glyph)
{
    auto *entry = new QListWidgetItem(title, this);
    entry->setData(GlyphRole, QVariant::fromValue(glyph));
    updateGeometry();
}

void Navigation::setBadge(int row, const QString &badge)
{
    QListWidgetItem *entry = item(row);
    if (!entry || entry->data(BadgeRole).toString() == badge)
        return;
    const bool isWider = badge.size() > entry->data(BadgeRole).toString().size();
    entry->setData(BadgeRole, badge);
    entry->setData(Qt::AccessibleDescriptionRole, badge);
    if (isWider)
        updateGeometry();
}

QSize Navigation::sizeHint() const
{
    int widest = 0;
    for (int row = 0; row < count(); ++row) {
        const int word = fontMetrics().horizontalAdvance(item(row)->text());
        const int badge = fontMetrics().horizontalAdvance(item(row)->data(BadgeRole).toString());
        widest = std::max(widest, word + Gap + badge);
    }
    const int fewest = fontMetrics().averageCharWidth() * 16;
    return {std::max(widest, fewest) + 2 * Margin + MarkSide + Gap, 200};
}

QSize Navigation::minimumSizeHint() const
{
    return {sizeHint().width(), 80};
}

} // namespace llmproxy::ui
