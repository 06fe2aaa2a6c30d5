// SPDX-License-Identifier: MIT
#include "ui/resend_dialog.h"

#include "ui/exchange_text.h"
#include "ui/format.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr qsizetype MostEdited = 1'000'000; // bytes; beyond it the editor is no help

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

ResendDialog::ResendDialog(Subject subject, Secrets *secrets, QWidget *parent)
    : QDialog(parent)
    , m_subject(std::move(subject))
    , m_secrets(secrets)
    , m_body(new QPlainTextEdit(this))
    , m_hint(plainLabel({}, this))
{
    setObjectName(u"resendDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(m_subject.edits ? tr("Edit and send again") : tr("Send again"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    const QString target =
        format::plain(m_subject.record.method) + u' ' + format::plain(m_subject.record.target);
    auto *title = plainLabel(target, this);
    title->setFont(scaled(font(), 1.1, true));
    layout->addWidget(title);
    for (const QByteArray &note : m_subject.replay.notes) {
        auto *label = plainLabel(format::plain(note), this);
        makeDim(label);
        layout->addWidget(label);
    }
    ask();
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_body->setFont(mono);
    m_body->setObjectName(u"resendBody"_s);
    m_body->setAccessibleName(tr("Body"));
    m_body->setTabChangesFocus(true);
    const bool isShort = m_subject.replay.body.size() <= MostEdited;
    m_body->setReadOnly(!m_subject.edits || !isShort);
    m_body->setPlainText(isShort ? QString::fromUtf8(m_subject.replay.body)
                                 : tr("The body is too long to be edited here."));
    layout->addWidget(m_body, 1);
    layout->addWidget(plainLabel(costPreview(m_subject.record), this));
    layout->addWidget(m_hint);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_send = buttons->addButton(tr("Send"), QDialogButtonBox::AcceptRole);
    m_send->setObjectName(u"resend"_s);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ResendDialog::send);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_body, &QPlainTextEdit::textChanged, this, &ResendDialog::look);
    resize(720, 520);
    look();
}

void ResendDialog::ask()
{
    auto *form = new QFormLayout;
    const QByteArrayList names = variablesOf(m_subject.replay);
    for (const QByteArray &name : names) {
        if (!qEnvironmentVariableIsEmpty(name.constData())) {
            auto *label = plainLabel(tr("from the environment"), this);
            makeDim(label);
            form->addRow(QString::fromLatin1(name), label);
            continue;
        }
        auto *edit = new QLineEdit(m_secrets->value(name), this);
        edit->setEchoMode(QLineEdit::Password);
        edit->setAccessibleName(QString::fromLatin1(name));
        edit->setPlaceholderText(tr("kept until the window closes, stored nowhere"));
        connect(edit, &QLineEdit::textChanged, this, &ResendDialog::look);
        m_asked.insert(name, edit);
        form->addRow(QString::fromLatin1(name), edit);
    }
    qobject_cast<QVBoxLayout *>(layout())->addLayout(form);
}

Secrets ResendDialog::secretsNow() const
{
    Secrets secrets;
    const QByteArrayList names = variablesOf(m_subject.replay);
    for (const QByteArray &name : names) {
        const QLineEdit *edit = m_asked.value(name);
        secrets.insert(name,
                       edit ? edit->text().trimmed() : qEnvironmentVariable(name.constData()));
    }
    return secrets;
}

void ResendDialog::look()
{
    QString why;
    if (m_subject.authority.isEmpty())
        why = tr("The gateway does not listen.");
    else if (!m_subject.replay.awsRegion.isEmpty())
        why = tr("It was signed: the signature covers the time and the body. Only a program that "
                 "signs anew can send it again (Copy as cURL shows how).");
    else if (requestBytes(m_subject.replay, secretsNow(), m_subject.authority).isEmpty())
        why = tr("A key is missing.");
    m_send->setEnabled(why.isEmpty());
    const bool wasJson = m_subject.replay.body.startsWith('{');
    if (why.isEmpty() && wasJson && !m_body->isReadOnly()
        && QJsonDocument::fromJson(m_body->toPlainText().toUtf8()).isNull())
        why = tr("The body is no valid JSON (any more).");
    m_hint->setText(why);
    m_hint->setVisible(!why.isEmpty());
}

void ResendDialog::send()
{
    for (auto asked = m_asked.begin(); asked != m_asked.end(); ++asked)
        m_secrets->insert(asked.key(), asked.value()->text().trimmed());
    exports::Replay replay = m_subject.replay;
    if (!m_body->isReadOnly())
        replay.body = m_body->toPlainText().toUtf8();
    emit wanted(m_subject.authority, requestBytes(replay, secretsNow(), m_subject.authority));
    accept();
}

QString ResendDialog::costPreview(const traffic::ExchangeRecord &record)
{
    if (record.madeHere)
        return tr("It cost nothing, as the gateway answered it; now it may reach the provider.");
    if (!record.cost.total)
        return tr("What it will cost is not known.");
    const QString amount = QString::fromLatin1(cost::shownUsd(*record.cost.total));
    return tr("It cost %1 then; expect about as much again.").arg(amount);
}

} // namespace llmproxy::ui
