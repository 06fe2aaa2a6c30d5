// SPDX-License-Identifier: MIT
#include "ui/language.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

namespace {

struct Message
{
    QString source;
    QStringList translations;
    bool isFinished = true;
};

QList<Message> messagesOf(const QString &file)
{
    QFile device(QStringLiteral(LLMPROXY_SOURCE_DIR) + u"/resources/translations/"_s + file);
    if (!device.open(QIODevice::ReadOnly))
        return {};
    QList<Message> messages;
    QXmlStreamReader reader(&device);
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (reader.name() == u"message"_s)
            messages.append(Message());
        else if (reader.name() == u"source"_s)
            messages.last().source = reader.readElementText();
        else if (reader.name() == u"numerusform"_s)
            messages.last().translations.append(reader.readElementText());
        else if (reader.name() == u"translation"_s) {
            messages.last().isFinished = !reader.attributes().hasAttribute(u"type"_s);
            const bool isPlain = reader.readNext() == QXmlStreamReader::Characters;
            if (isPlain && !reader.isWhitespace())
                messages.last().translations.append(reader.text().toString());
        }
    }
    return messages;
}

QSet<QString> placesIn(const QString &text)
{
    static const QRegularExpression place(u"%(?:[1-9]|L[1-9]|n|d)"_s);
    QSet<QString> places;
    auto matches = place.globalMatch(text);
    while (matches.hasNext())
        places.insert(matches.next().captured());
    return places;
}

} // namespace

class TranslationsTest : public QObject
{
    Q_OBJECT

private slots:
    void leavesNothingUntranslated_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("least");
        QTest::newRow("German") << u"llm-proxy_de.ts"_s << 400;
        QTest::newRow("English plurals") << u"llm-proxy_en.ts"_s << 5;
    }
    void leavesNothingUntranslated()
    {
        QFETCH(const QString, file);
        QFETCH(const int, least);
        const QList<Message> messages = messagesOf(file);
        QVERIFY(messages.size() >= least);
        for (const Message &message : messages) {
            QVERIFY2(message.isFinished, qPrintable(message.source));
            QVERIFY2(!message.translations.isEmpty(), qPrintable(message.source));
        }
    }

    void keepsEveryPlaceForAValue()
    {
        const QList<Message> messages = messagesOf(u"llm-proxy_de.ts"_s);
        for (const Message &message : messages) {
            QSet<QString> wanted = placesIn(message.source);
            for (const QString &translation : message.translations) {
                QSet<QString> found = placesIn(translation);
                if (message.translations.size() > 1) { // "one minute" may leave the number out
                    wanted.remove(u"%n"_s);
                    found.remove(u"%n"_s);
                }
                QVERIFY2(found == wanted, qPrintable(translation));
            }
        }
    }

    void takesTheChosenLanguageOrTheSystems()
    {
        const QLocale swiss(QLocale::German, QLocale::Switzerland);
        QCOMPARE(localeFor({}, swiss), swiss);
        QCOMPARE(localeFor(u"de"_s, swiss), swiss); // its numbers are right already
        QCOMPARE(localeFor(u"en"_s, swiss).language(), QLocale::English);
        QCOMPARE(localeFor(u"de"_s, QLocale::c()).language(), QLocale::German);
    }
};
QTEST_APPLESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
