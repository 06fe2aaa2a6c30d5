// SPDX-License-Identifier: MIT
#include "ui/exchange_commands.h"

#include "engine/exports/har.h"
#include "engine/exports/json_lines.h"
#include "engine/exports/snippets.h"
#include "ui/action_table.h"
#include "ui/annotations.h"
#include "ui/diff_window.h"
#include "ui/endpoints.h"
#include "ui/exchange_detail.h"
#include "ui/exchange_list.h"
#include "ui/exchange_table.h"
#include "ui/format.h"
#include "ui/resend_dialog.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

/// How far back the request before it in a conversation is looked for.
constexpr int MostLookedAt = 500;

} // namespace

ExchangeCommands::ExchangeCommands(const Parts &parts)
    : QObject(parts.page)
    , m_parts(parts)
{}

QList<qint64> ExchangeCommands::selected() const
{
    const auto *proxy = qobject_cast<QSortFilterProxyModel *>(m_parts.list->model());
    QList<qint64> ids;
    const QModelIndexList rows = m_parts.list->selectedRows();
    for (const QModelIndex &index : rows)
        ids.append(m_parts.table->record(proxy->mapToSource(index).row()).id);
    return ids;
}

qint64 ExchangeCommands::current() const
{
    return m_parts.detail->shownId();
}

const traffic::ExchangeRecord *ExchangeCommands::find(qint64 id) const
{
    const int row = m_parts.table->rowOf(id);
    return row < 0 ? nullptr : &m_parts.table->record(row);
}

void ExchangeCommands::add(ActionTable &table, const Entry &entry)
{
    table.add({.name = u"traffic."_s + entry.name,
               .place = MenuPlace::Traffic,
               .text = entry.text,
               .keys = entry.key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{entry.key},
               .run = entry.run,
               .where = entry.isOfTheList ? static_cast<QWidget *>(m_parts.list) : m_parts.page,
               .startsGroup = entry.startsGroup});
}

void ExchangeCommands::addActionsTo(ActionTable &table)
{
    const QList<Entry> entries = {
        {u"mark"_s, tr("&Mark or unmark"), Qt::Key_M, [this] { toggleMark(); }, true, true},
        {u"comment"_s, tr("C&omment"), Qt::Key_Semicolon, [this] { comment(); }, true},
        {u"diffPrevious"_s,
         tr("&Differences to the one before"),
         Qt::CTRL | Qt::Key_D,
         [this] { diffWithPrevious(); }},
        {u"diffSelected"_s,
         tr("Differences of &two selected"),
         Qt::CTRL | Qt::SHIFT | Qt::Key_D,
         [this] { diffSelected(); }},
        {u"resend"_s, tr("&Send again\u2026"), Qt::CTRL | Qt::Key_R, [this] { sendAgain(false); }},
        {u"edit"_s,
         tr("&Edit and send again\u2026"),
         Qt::CTRL | Qt::Key_E,
         [this] { sendAgain(true); }},
        {u"ownWindow"_s,
         tr("Open in a &window of its own"),
         Qt::SHIFT | Qt::Key_Return,
         [this] { openWindow(); },
         true}};
    for (const Entry &entry : entries)
        add(table, entry);
    addCopyActionsTo(table);
}

void ExchangeCommands::addCopyActionsTo(ActionTable &table)
{
    const QList<Entry> entries = {
        {u"copyUrl"_s, tr("Copy &URL"), Qt::CTRL | Qt::Key_U, [this] { copyUrl(); }, false, true},
        {u"copyCurl"_s,
         tr("Copy &as cURL"),
         Qt::CTRL | Qt::SHIFT | Qt::Key_C,
         [this] { copyProgram(exports::curlCommand); }},
        {u"copyPython"_s,
         tr("Copy as P&ython"),
         {},
         [this] { copyProgram(exports::pythonProgram); }},
        {u"copyNode"_s, tr("Copy as &Node"), {}, [this] { copyProgram(exports::nodeProgram); }},
        {u"exportLines"_s,
         tr("E&xport selected as JSON Lines\u2026"),
         Qt::CTRL | Qt::Key_S,
         [this] { exportLines(); },
         false,
         true},
        {u"exportHar"_s,
         tr("Export selected as &HAR\u2026"),
         Qt::CTRL | Qt::SHIFT | Qt::Key_E,
         [this] { exportHar(); }}};
    for (const Entry &entry : entries)
        add(table, entry);
}

void ExchangeCommands::fillCopyMenu(QMenu *menu)
{
    menu->addAction(tr("As cURL"), this, [this] { copyProgram(exports::curlCommand); });
    menu->addAction(tr("As Python"), this, [this] { copyProgram(exports::pythonProgram); });
    menu->addAction(tr("As Node"), this, [this] { copyProgram(exports::nodeProgram); });
    menu->addSeparator();
    menu->addAction(tr("URL"), this, [this] { copyUrl(); });
}

void ExchangeCommands::toggleMark()
{
    const QList<qint64> ids = selected();
    const auto isMarked = [this](qint64 id) { return m_parts.annotations->isMarked(id); };
    const bool marks = !std::all_of(ids.begin(), ids.end(), isMarked);
    for (const qint64 id : ids)
        m_parts.annotations->setMarked(id, marks);
}

void ExchangeCommands::comment()
{
    if (current() == 0)
        return;
    emit detailWanted();
    m_parts.detail->showNotes();
}

void ExchangeCommands::copyProgram(QByteArray (*write)(const exports::Replay &))
{
    const Record *record = find(current());
    if (!record)
        return;
    const auto detail = m_parts.control->detail(record->id);
    const QByteArray text = write(exports::replayOf(*record, detail.get()));
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    emit said(tr("Copied; keys are read from the environment"));
}

void ExchangeCommands::copyUrl()
{
    const Record *record = find(current());
    if (!record)
        return;
    const QString root = rootUrl(m_parts.control->snapshot()->listeners);
    QGuiApplication::clipboard()->setText(root + format::plain(record->target));
    emit said(tr("Copied"));
}

void ExchangeCommands::exportLines()
{
    const QList<qint64> ids = selected();
    saveTo(u"exchanges.jsonl"_s, tr("Export as JSON Lines"), [this, ids] {
        QByteArray bytes;
        for (const qint64 id : ids) {
            if (const Record *record = find(id))
                bytes += exports::jsonLine(*record);
        }
        return bytes;
    });
}

void ExchangeCommands::exportHar()
{
    const QList<qint64> ids = selected();
    saveTo(u"exchanges.har"_s, tr("Export as HAR"), [this, ids] {
        exports::HarWriter writer(QCoreApplication::applicationVersion().toUtf8());
        QByteArray bytes = writer.begin();
        for (const qint64 id : ids) {
            if (const Record *record = find(id))
                bytes += writer.entry(*record, m_parts.control->detail(id).get());
        }
        bytes += writer.end();
        return bytes;
    });
}

void ExchangeCommands::saveTo(const QString &name,
                              const QString &title,
                              std::function<QByteArray()> bytes)
{
    if (selected().isEmpty()) {
        emit said(tr("Nothing is selected"));
        return;
    }
    auto *dialog = new QFileDialog(m_parts.page, title, name);
    dialog->setObjectName(u"exportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(name);
    connect(dialog,
            &QFileDialog::fileSelected,
            this,
            [this, bytes = std::move(bytes)](const QString &path) {
                QSaveFile file(path);
                const QByteArray all = bytes();
                const bool isSaved = file.open(QIODevice::WriteOnly)
                                     && file.write(all) == all.size() && file.commit();
                emit said(isSaved ? tr("Saved %1").arg(format::bytes(all.size()))
                                  : tr("Not saved: %1").arg(file.errorString()));
            });
    dialog->open();
}

QString ExchangeCommands::sessionOf(const Record &record)
{
    const auto known = m_sessions.constFind(record.id);
    if (known != m_sessions.constEnd())
        return *known;
    const auto detail = m_parts.control->detail(record.id);
    if (!detail)
        return {};
    ExchangeReading reading;
    reading.take(record, detail, record.at);
    const QString session = transcript::conversationKey(reading.request());
    if (record.phase != traffic::Phase::Request) {
        if (m_sessions.size() >= 2 * ExchangeTable::Capacity)
            m_sessions.clear();
        m_sessions.insert(record.id, session);
    }
    return session;
}

void ExchangeCommands::diffWithPrevious()
{
    const int row = m_parts.table->rowOf(current());
    if (row < 0)
        return;
    const Record &record = m_parts.table->record(row);
    const QString session = sessionOf(record);
    for (int before = row - 1; before >= std::max(0, row - MostLookedAt); --before) {
        const Record &other = m_parts.table->record(before);
        if (!session.isEmpty() && other.provider == record.provider
            && sessionOf(other) == session) {
            showDiff(other.id, record.id);
            return;
        }
    }
    emit said(tr("No request before it is of the same conversation"));
}

void ExchangeCommands::diffSelected()
{
    const QList<qint64> ids = selected();
    if (ids.size() == 2)
        showDiff(ids.at(0), ids.at(1));
    else
        emit said(tr("Select two requests to compare them"));
}

void ExchangeCommands::showDiff(qint64 before, qint64 after)
{
    const auto side = [this](qint64 id) -> DiffWindow::Side {
        return {*find(id), m_parts.control->detail(id)};
    };
    (new DiffWindow(side(before), side(after), m_parts.page))->show();
}

void ExchangeCommands::openWindow()
{
    const Record *record = find(current());
    if (!record)
        return;
    auto *window = new ExchangeDetail(m_parts.control, m_parts.annotations, m_parts.page);
    window->setWindowFlag(Qt::Window);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(tr("#%1").arg(record->id));
    window->resize(860, 600);
    window->setRecord(*record, m_parts.table->now());
    window->showTab(m_parts.detail->shownTab());
    window->setPace(m_pace);
    window->show();
    m_windows.append(window);
}

void ExchangeCommands::refreshWindows()
{
    m_windows.removeAll(nullptr);
    for (const QPointer<ExchangeDetail> &window : std::as_const(m_windows)) {
        if (const Record *record = find(window->shownId()))
            window->setRecord(*record, m_parts.table->now());
    }
}

void ExchangeCommands::setPace(Pace pace)
{
    m_pace = pace;
    m_windows.removeAll(nullptr);
    for (const QPointer<ExchangeDetail> &window : std::as_const(m_windows))
        window->setPace(pace);
}

void ExchangeCommands::sendAgain(bool edits)
{
    const Record *record = find(current());
    if (!record)
        return;
    const auto detail = m_parts.control->detail(record->id);
    const QUrl root(rootUrl(m_parts.control->snapshot()->listeners));
    auto *dialog = new ResendDialog(
        {*record, exports::replayOf(*record, detail.get()), root.authority().toLatin1(), edits},
        &m_secrets,
        m_parts.page);
    connect(dialog,
            &ResendDialog::wanted,
            this,
            [this](const QByteArray &authority, const QByteArray &request) {
                auto *resend = new Resend(this);
                connect(resend, &Resend::answered, this, [this](int status) {
                    emit said(tr("Sent again: %1").arg(status));
                });
                connect(resend, &Resend::failed, this, [this](const QString &reason) {
                    emit said(tr("Not sent again: %1").arg(reason));
                });
                connect(resend, &Resend::ended, resend, &QObject::deleteLater);
                resend->send(authority, request);
                emit said(tr("Sent again"));
            });
    dialog->open();
}

} // namespace llmproxy::ui
