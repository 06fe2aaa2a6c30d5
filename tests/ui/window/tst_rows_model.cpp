// SPDX-License-Identifier: MIT
#include "ui/table_view.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

namespace {

QList<Row> rowsOf(const QByteArrayList &ids, const QString &text = u"x"_s)
{
    QList<Row> rows;
    for (const QByteArray &id : ids)
        rows.append({.id = id, .cells = {{.text = QString::fromUtf8(id)}, {.text = text}}});
    return rows;
}

} // namespace

class RowsModelTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsToTheRulesOfModels()
    {
        RowsModel model({u"a"_s, u"b"_s});
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows(rowsOf({"1", "2", "3"}));
        model.setRows(rowsOf({"1", "2", "3"}, u"y"_s));
        model.setRows(rowsOf({"3"}));
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void changesOnlyWhatChanged()
    {
        RowsModel model({u"a"_s, u"b"_s});
        model.setRows(rowsOf({"1", "2"}));
        const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QList<Row> rows = rowsOf({"1", "2"});
        model.setRows(rows);
        QCOMPARE(changed.size(), 0);
        rows[1].cells[1].text = u"new"_s;
        model.setRows(rows);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(reset.size(), 0);
    }

    void keepsTheCurrentRowByItsId()
    {
        auto *model = new RowsModel({u"a"_s, u"b"_s});
        TableView view(u"table"_s, model, {1, 1});
        view.setRows(rowsOf({"1", "2", "3"}));
        view.setCurrentId("2");
        view.setRows(rowsOf({"0", "1", "2"}));
        QCOMPARE(view.currentId(), "2");
        QCOMPARE(view.currentIndex().row(), 2);
        view.setRows(rowsOf({"0"}));
        QCOMPARE(view.currentId(), "");
    }

    void copiesTheCurrentRow()
    {
        auto *model = new RowsModel({u"a"_s, u"b"_s});
        TableView view(u"table"_s, model, {1, 1});
        view.setRows(rowsOf({"1", "2"}));
        view.setCurrentId("2");
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"2\tx"_s);
    }

    void activatesByEnter()
    {
        auto *model = new RowsModel({u"a"_s, u"b"_s});
        TableView view(u"table"_s, model, {1, 1});
        view.setRows(rowsOf({"1"}));
        const QSignalSpy activated(&view, &QTreeView::activated);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 0);
        view.setCurrentId("1");
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
    }
};
QTEST_MAIN(RowsModelTest)
#include "tst_rows_model.moc"
