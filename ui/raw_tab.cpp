// SPDX-License-Identifier: MIT
#include "ui/raw_tab.h"

#include "engine/transcript/json_text.h"
#include "ui/conversation.h"
#include "ui/copy_button.h"
#include "ui/format.h"
#include "ui/lines_view.h"
#include "ui/notice.h"
#include "ui/segment_bar.h"
#include "ui/theme.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr qsizetype BytesPerLine = 16;

/// "00000010  48 65 6c 6c 6f …  Hello…"
QString hexLine(QByteArrayView bytes, qsizetype at)
{
    QString hex;
    QString shown;
    for (qsizetype i = 0; i < BytesPerLine; ++i) {
        if (i >= bytes.size()) {
            hex += u"   "_s;
            continue;
        }
        const auto byte = static_cast<quint8>(bytes[i]);
        hex += u"%1 "_s.arg(byte, 2, 16, QLatin1Char('0'));
        shown += byte >= 0x20 && byte < 0x7F ? QChar(char16_t(byte)) : u'.';
        if (i == BytesPerLine / 2 - 1)
            hex += u' ';
    }
    return u"%1  %2 %3"_s.arg(at, 8, 16, QLatin1Char('0')).arg(hex, shown);
}

bool isJson(const QByteArray &text)
{
    const QByteArray begin = text.left(64).trimmed();
    return begin.startsWith('{') || begin.startsWith('[');
}

} // namespace

RawTab::RawTab(QWidget *parent)
    : DetailTab(parent)
    , m_side(new SegmentBar(tr("Which body"), this))
    , m_form(new SegmentBar(tr("How it is shown"), this))
    , m_needle(new QLineEdit(this))
    , m_found(new QLabel(this))
    , m_gate(new Notice(Notice::Shape::Bar, this))
    , m_view(new LinesView(tr("Body"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTools());
    layout->addWidget(m_gate);
    layout->addWidget(m_view, 1);
    m_gate->hide();
    connect(m_gate, &Notice::wayTaken, this, [this] {
        m_showsAll = true;
        refill(false);
    });
    const auto turn = [this] {
        m_showsAll = false;
        refill(true);
    };
    connect(m_side, &SegmentBar::chosenChanged, this, turn);
    connect(m_form, &SegmentBar::chosenChanged, this, turn);
    setFocusProxy(m_view);
}

QWidget *RawTab::buildTools()
{
    m_side->setWords({tr("Request"), tr("Response")});
    m_side->choose(1);
    m_form->setWords({tr("Pretty"), tr("Text"), tr("Hex")});
    m_needle->setObjectName(u"rawSearch"_s);
    m_needle->setPlaceholderText(tr("Search in the body"));
    m_needle->setAccessibleName(tr("Search in the body"));
    m_needle->setClearButtonEnabled(true);
    m_needle->addAction(glyphIcon(Glyph::Search, Ink::Dim), QLineEdit::LeadingPosition);
    m_found->setTextFormat(Qt::PlainText);
    makeDim(m_found);
    connect(m_needle, &QLineEdit::returnPressed, this, [this] { search(false); });
    connect(m_needle, &QLineEdit::textChanged, m_found, &QLabel::clear);
    auto *back = new QAction(this);
    back->setShortcut(Qt::SHIFT | Qt::Key_Return);
    back->setShortcutContext(Qt::WidgetShortcut);
    m_needle->addAction(back);
    connect(back, &QAction::triggered, this, [this] { search(true); });
    auto *save = new QPushButton(tr("Save as\u2026"), this);
    save->setAutoDefault(false);
    connect(save, &QPushButton::clicked, this, &RawTab::save);
    auto *copy = new CopyButton(
        tr("Copy"), tr("the body"), [this] { return m_view->text(); }, this);

    auto *tools = new QWidget(this);
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(10);
    row->addWidget(m_side);
    row->addWidget(m_form);
    row->addWidget(m_needle, 1);
    row->addWidget(m_found);
    row->addWidget(copy);
    row->addWidget(save);
    return tools;
}

void RawTab::showReading(const ExchangeReading &reading, bool isOther)
{
    m_reading = &reading;
    if (isOther) {
        m_showsAll = false;
        m_found->clear();
    }
    refill(isOther);
}

void RawTab::refill(bool isOther)
{
    if (!m_reading)
        return;
    const bool isRequest = m_side->chosen() == 0;
    const transcript::Content content =
        isRequest ? m_reading->requestContent() : m_reading->responseContent();
    QByteArray body =
        m_form->chosen() == Hex ? content.bytes.toByteArray() : transcript::decoded(content);
    const qsizetype most = m_form->chosen() == Hex ? ShownAtOnce / 4 : ShownAtOnce;
    const bool isLong = body.size() > most && !m_showsAll;
    m_gate->setVisible(isLong);
    if (isLong) {
        m_gate->say(Glyph::Warning,
                    Ink::Warning,
                    tr("The first %1 of %2 are shown.")
                        .arg(format::bytes(most), format::bytes(body.size())),
                    tr("Show %1").arg(format::bytes(body.size())));
        body.truncate(most);
    }
    Lines lines = linesOf(body);
    const QString why = Conversation::missing(*m_reading, isRequest);
    const bool isNothing = body.isEmpty();
    if (isNothing)
        lines = {{why.isEmpty() ? tr("Nothing came so far.") : why, Line::Style::Dim}};
    else if (!content.isWhole && m_reading->isDone())
        lines.append({why, Line::Style::Dim});
    m_view->setLines(lines, isOther);
}

Lines RawTab::linesOf(const QByteArray &body) const
{
    Lines lines;
    const Line like{{}, Line::Style::Mono};
    if (m_form->chosen() == Hex) {
        for (qsizetype at = 0; at < body.size(); at += BytesPerLine) {
            const auto piece =
                QByteArrayView(body).sliced(at, std::min(BytesPerLine, body.size() - at));
            lines.append({hexLine(piece, at), Line::Style::Mono});
        }
        return lines;
    }
    const bool isFrames =
        m_side->chosen() == 1 && m_reading->responseContent().type.contains("eventstream");
    if (isFrames)
        return frameLines();
    const bool isPretty = m_form->chosen() == Pretty && isJson(body);
    addText(lines, QString::fromUtf8(isPretty ? transcript::prettyJson(body) : body), like);
    return lines;
}

Lines RawTab::frameLines() const
{
    Lines lines;
    for (const transcript::Event &event : m_reading->events()) {
        lines.append({format::plain(event.type), Line::Style::Strong});
        const bool isPretty = m_form->chosen() == Pretty;
        addText(lines,
                QString::fromUtf8(isPretty ? transcript::prettyJson(event.data) : event.data),
                {{}, Line::Style::Mono});
    }
    return lines;
}

QString RawTab::text() const
{
    return m_view->text();
}

void RawTab::search(bool isBackward)
{
    const QString needle = m_needle->text();
    if (needle.isEmpty())
        return;
    m_view->findNext(needle, isBackward);
    const qsizetype count = m_view->count(needle);
    m_found->setText(count == 1 ? tr("1 place") : tr("%1 places").arg(format::count(count)));
}

void RawTab::save()
{
    if (!m_reading)
        return;
    const bool isRequest = m_side->chosen() == 0;
    const QByteArray body =
        isRequest ? m_reading->detail().request.bytes : m_reading->detail().response.bytes;
    const QString name = u"%1-%2"_s.arg(QString::number(m_reading->record().id),
                                        isRequest ? u"request"_s : u"response"_s);
    auto *dialog = new QFileDialog(this, tr("Save the body as it was sent"), name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, body](const QString &path) {
        QSaveFile file(path);
        const bool isSaved =
            file.open(QIODevice::WriteOnly) && file.write(body) == body.size() && file.commit();
        m_found->setText(isSaved ? tr("Saved") : tr("Not saved: %1").arg(file.errorString()));
    });
    dialog->open();
}

} // namespace llmproxy::ui
